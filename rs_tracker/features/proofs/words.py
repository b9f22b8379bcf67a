"""What the states, roles and ways of signing are called on a proof page."""

from flask_babel import gettext as _

from rs_tracker.domain import bundle


def states() -> dict[str, tuple[str, str]]:
    """State → kind of notice and its words."""
    return {
        bundle.VALID: ("done", _("Valid")),
        bundle.REPLACED: ("warning", _("Replaced")),
        bundle.WITHDRAWN: ("warning", _("Cancelled by the supervisor")),
        bundle.VOIDED: ("warning", _("Struck by the office")),
        bundle.REVOKED: ("warning", _("Not to be believed")),
    }


def explained() -> dict[str, str]:
    """State → what it means for whoever reads the page."""
    return {
        bundle.VALID: _("This signature is real and stands as of now."),
        bundle.REPLACED: _("The session was corrected since and the correction signed. Ask for the newer proof."),
        bundle.WITHDRAWN: _("The supervisor took this signature back. It does not count any more."),
        bundle.VOIDED: _("The association struck this signature. It does not count any more."),
        bundle.REVOKED: _("The key that signed this was revoked, because it may have been in other hands."),
    }


def roles() -> dict[str, str]:
    """What the signer was on the day of the session, as far as was known when they signed."""
    return {
        "endorsed-supervisor": _("Endorsed, confirmed by the association"),
        "vetted-supervisor": _("Vetted by the association"),
        "emerging-supervisor": _("Emerging, confirmed by the association"),
        "declared-supervisor": _("As told by themselves; not yet confirmed by the association when they signed"),
        "none": _("No credential was known when they signed"),
    }


def auths() -> dict[str, str]:
    """How the signer showed who they are."""
    return {
        "passkey-uv": _("With a passkey: a device that checked fingerprint, face or screen lock"),
        "pwd": _("With their password, typed again for this signature"),
        "email-code": _("With a code sent to their email address"),
    }
