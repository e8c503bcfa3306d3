"""A person at the page, by what a screen reader would find: roles, names and words, never by how it is built."""

from playwright.async_api import Locator, Page


class Reader:
    """Says, sees and presses in one page. Every method waits until what it names is there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def composer(self, name: str = "Message #data-ops") -> Locator:
        """Where lines are typed: `Message #data-ops`, in a thread `Reply…`."""
        return self.page.get_by_role("textbox", name=name)

    async def says(self, text: str, *, into: str = "Message #data-ops") -> None:
        """Type a line as a person does and send it."""
        field = self.composer(into)
        await field.click()
        await field.press_sequentially(text)
        await field.press("Enter")

    def message(self, words: str, *, in_thread: bool = False) -> Locator:
        """The newest message with these words, in the channel or in the open thread."""
        place = self.page.get_by_role("log", name="Thread" if in_thread else "Messages in")
        return place.get_by_role("article").filter(has_text=words).last

    async def sees(self, words: str, *, in_thread: bool = False, within: float = 10.0) -> Locator:
        """Wait up to `within` seconds for a message with these words."""
        found = self.message(words, in_thread=in_thread)
        await found.wait_for(timeout=within * 1000)
        return found

    async def presses(self, button: str, *, on: Locator, confirm: str | None = None) -> None:
        """Press a button of a message, and in the dialog that asks, the button `confirm`."""
        await on.get_by_role("button", name=button, exact=True).click()
        if confirm:
            await self.page.get_by_role("alertdialog").get_by_role("button", name=confirm).click()

    async def opens_thread(self, root: Locator) -> Locator:
        """Open a root's thread; the thread's messages."""
        await root.get_by_role("button", name="repl").first.click()
        thread = self.page.get_by_role("log", name="Thread")
        await thread.wait_for()
        return thread

    def modal(self, title: str) -> Locator:
        """The modal with this title."""
        return self.page.get_by_role("dialog", name=title)

    async def becomes(self, name: str) -> None:
        """Change who is at the keyboard."""
        await self.page.locator("#me").click()
        await self.page.get_by_role("menuitemradio", name=name).click()
        await self.page.get_by_role("button", name=f"You are {name}").wait_for()
