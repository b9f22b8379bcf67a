"""What people do in every journey: sign in, read their mail, sign what waits."""

import re
import subprocess

from rs_tracker.layout import ROOT
from rs_tracker.store.engine import open_engine
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import PASSWORD
from tests.support.server import COMMAND, Site, environment


def sign_in(someone: Someone, email: str) -> None:
    """With the password everybody has."""
    someone.open("/accounts/sign-in")
    someone.fill(email=email, password=PASSWORD)
    someone.press("Sign in", exact=True, within="main")


def add_passkey(someone: Someone, name: str) -> None:
    """Show with the password who it is, then let the browser make one."""
    someone.open("/accounts/passkeys/new")
    if someone.page.get_by_label("Your password").is_visible():
        someone.fill(password=PASSWORD)
        someone.press("Continue", within="main")
    someone.fill(name=name)
    someone.press("Make the passkey")
    someone.page.wait_for_url("**/accounts/passkeys")
    someone.sees(name)


def sign_in_with_passkey(someone: Someone) -> None:
    """One press and a finger."""
    someone.open("/accounts/sign-in")
    someone.press("Use passkey")
    someone.page.wait_for_url(lambda url: "/accounts/sign-in" not in url)
    someone.look()


def code_sent_to(site: Site, email: str) -> str:
    """The six digits of the newest letter to this address."""
    engine = open_engine(site.database_url)
    codes = [letter["code"] for letter in builders.mail_to(engine, email) if "code" in letter]
    engine.dispose()
    assert codes, f"no letter with a code went to {email}"
    return str(codes[-1])


def accept_invitation(someone: Someone, site: Site, email: str, name: str) -> None:
    """Type the code of an invitation, and open an account."""
    someone.open("/accounts/code")
    someone.fill(email=email, code=code_sent_to(site, email))
    someone.press("Continue", within="main")
    someone.fill(name=name, password=PASSWORD)
    someone.press("Open my account")


def sign_all(someone: Someone, *, javascript: bool, passkey: bool = False) -> int:
    """Tick everything that may be ticked at once, sign it with passkey or password, and tell how many it was."""
    someone.open("/signing/")
    if javascript:
        someone.choose("Select all")
    else:
        for box in someone.page.locator('input[name="line"]:not([data-odd])').all():
            box.check()
    someone.press("Sign selected")
    heading = someone.page.get_by_role("heading", level=1).inner_text()
    found = re.search(r"\d+", heading)
    assert found is not None, heading
    if passkey:
        someone.press("Use passkey")
        someone.page.wait_for_url("**/signing/done/**")
    else:
        someone.fill(password=PASSWORD)
        someone.press(heading, exact=True)
    someone.sees("signed")
    return int(found[0])


def command(site: Site, *words: str) -> str:
    """What `rs-tracker` says to these words, on the site's database."""
    env = {"PATH": "/usr/bin:/bin", **environment(site.database_url)}
    done = subprocess.run([*COMMAND, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
