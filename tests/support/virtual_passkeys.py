"""Chromium's virtual authenticator: a phone's fingerprint reader in software, behind the browser's real interface.

keys = give(alice)          # alice's browser can make and use passkeys; her finger is recognised
keys.recognises(False)      # a wrong finger: the browser's dialogue is cancelled
keys.forget()               # a device without passkeys
"""

from dataclasses import dataclass

from playwright.sync_api import CDPSession

from tests.support.browser import Someone


@dataclass(slots=True)
class VirtualPasskeys:
    """What one person's device holds."""

    session: CDPSession
    id: str

    @property
    def count(self) -> int:
        """How many passkeys are on the device."""
        return len(self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])

    def recognises(self, is_recognised: bool) -> None:
        """Whether the finger on the reader is the owner's."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_recognised})

    def forget(self) -> None:
        """Take every passkey off the device."""
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


def give(someone: Someone) -> VirtualPasskeys:
    """A device of one's own with a fingerprint reader."""
    session = someone.page.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return VirtualPasskeys(session, made["authenticatorId"])
