"""The playground: a local Slack, a simulated DataWorks, and the normal bot between them as its own process."""
