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


def arrivals() -> dict[str, str]:
    """Why a file brings nothing, or on whose word its session stands here."""
    return {
        "here": _("Signed there; it stands here as signed."),
        "believed": _("Signed there; it stands here as signed."),
        "waits": _(
            "It waits until your association has confirmed the key of the other one, or your supervisor signs it."
        ),
        "unreadable": _("This is no proof, or a part of it was changed. Download it again where it was signed."),
        "untrue": _("This proof is not true."),
        "ended": _("This signature does not stand any more."),
        "public-copy": _(
            "This is the public copy, which anybody with the link can have. Bring your own copy: sign in where the "
            "session was signed and download all your proofs there."
        ),
        "not-yours": _(
            "This proof is not about you. Is the email address you use there another one? Add it to your account here "
            "first, and bring the file again."
        ),
        "nameless": _("The supervisor's name was erased from this proof, so the session cannot be written down here."),
        "odd": _("The session in this proof cannot be written down here: its date or length is not possible."),
        "from-this-log": _("This session is of this association, so it is in your log already."),
        "already": _("This session was brought before."),
        "other-key": _("It is sealed with another key than the one known here of that association."),
        "key-refused": _("Your association does not know the key that this proof is sealed with."),
    }


def steps() -> dict[str, str]:
    """Step of the check → what is wrong where it fails."""
    return {
        "seal": _("Something in it was changed after it was sealed."),
        "keys": _("Its keys do not follow from one another."),
        "root": _("Its root key does not fit."),
        "signature": _("The signature is not by the association's key."),
        "record": _("The session is not the one that was signed."),
        "names": _("A name is not the one that was signed."),
        "checkpoint": _("Its checkpoint is not signed by the association's key."),
        "covered": _("It does not lie under its checkpoint."),
        "passkey": _("What is there of the passkey does not fit."),
        "status": _("What it says has become of the signature does not follow from it."),
    }
