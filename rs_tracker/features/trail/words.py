"""What the trail's codes say in words."""

from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

WORDS = {
    "entry.logged": _l("%(who)s logged a session."),
    "entry.several-logged": _l("%(who)s logged several sessions."),
    "entry.imported": _l("%(who)s brought in sessions from a spreadsheet."),
    "entry.corrected": _l("%(who)s corrected a session."),
    "entry.correction-dropped": _l("%(who)s let a correction go."),
    "entry.removed": _l("%(who)s removed a session that nobody had signed."),
    "entry.restored": _l("%(who)s put a removed session back."),
    "entry.signed": _l("%(who)s signed a session of %(whom)s."),
    "entry.withdrawn": _l("%(who)s cancelled their signature of a session of %(whom)s."),
    "strike.proposed": _l("%(who)s proposed to strike the signature of a session of %(whom)s."),
    "strike.objected": _l("%(who)s objected to striking the signature of a session of %(whom)s."),
    "strike.taken_back": _l("%(who)s took the proposal back to strike a signature of %(whom)s."),
    "entry.struck": _l("%(who)s agreed, and the signature of a session of %(whom)s was struck."),
    "person.erased": _l("Somebody erased themself."),
    "entry.returned": _l("%(who)s sent a session back to %(whom)s."),
    "entry.disputed": _l("%(who)s wrote about a signed session of %(whom)s that is said not to be right."),
    "entry.settled": _l("%(who)s said that a signed session is right."),
    "group.started": _l("%(who)s started a group sheet."),
    "group.joined": _l("%(who)s joined a group sheet."),
    "group.signed": _l("%(who)s signed a group session."),
    "group.dropped": _l("%(who)s took a group sheet back."),
    "entry.vouched-stand-in": _l("%(who)s, who was there, confirmed a session of %(whom)s."),
    "entry.vouched-office": _l("%(who)s confirmed a session of %(whom)s for the office, with evidence."),
    "entry.vouch-dropped": _l("%(who)s corrected a session that somebody had confirmed in the supervisor’s place."),
    "supervisor.gone": _l("%(who)s said that %(whom)s will not sign any more."),
    "supervisor.back": _l("%(who)s took back that %(whom)s will not sign any more."),
    "stand_in.named": _l("%(who)s named %(whom)s as somebody who was at a session."),
    "stand_in.declined": _l("%(who)s said that they were not at a session of %(whom)s."),
    "evidence.added": _l("%(who)s added evidence for sessions of %(whom)s."),
    "evidence.read": _l("%(who)s downloaded evidence for sessions of %(whom)s."),
    "office.asked": _l("%(who)s asked the office about a session."),
    "office.answered": _l("%(who)s answered a question about a session."),
    "office.allowed": _l("%(who)s let the office see their sessions."),
    "office.refused": _l("%(who)s did not let the office see their sessions."),
    "guest.asked": _l("%(who)s asked %(whom)s by email to confirm sessions without an account."),
    "pair.named": _l("%(who)s said who supervises %(whom)s."),
    "pair.confirmed": _l("%(who)s confirmed that they supervise %(whom)s."),
    "pair.ended": _l("%(who)s said that %(whom)s and their supervisor do not work together any more."),
    "member.added": _l("%(whom)s was added."),
    "member.invited": _l("%(who)s invited %(whom)s."),
    "person.joined": _l("Two records of %(whom)s were joined."),
    "progress.goal_set": _l("%(who)s began to work on a credential."),
    "progress.goal_renewed": _l("%(who)s turned a goal into a renewal."),
    "progress.goal_closed": _l("%(who)s closed a goal."),
    "association.claimed": _l("The association's office took over, with %(whom)s as coordinator."),
    "association.contact_changed": _l("%(who)s changed the office's address."),
    "association.codes_taken": _l("%(who)s let supervisors sign without an account."),
    "association.codes_not_taken": _l("%(who)s let nobody sign without an account any more."),
    "association.code_changed": _l("%(who)s changed the code for joining."),
    "association.passkeys_asked": _l("%(who)s had the association ask for a passkey when somebody signs."),
    "association.passkeys_not_asked": _l("%(who)s let people sign with their password again."),
    "qualification.added": _l("%(who)s recorded a credential of %(whom)s."),
    "qualification.confirmed": _l("%(who)s confirmed a credential of %(whom)s."),
    "qualification.changed": _l("%(who)s corrected a credential of %(whom)s."),
    "qualification.refused": _l("%(who)s did not confirm a credential of %(whom)s."),
    "export.hours": _l("%(who)s downloaded the hours by person."),
    "export.entries": _l("%(who)s downloaded sessions."),
    "export.log": _l("%(who)s downloaded their own log."),
    "entry.carried": _l("%(who)s brought in sessions that were signed in another association."),
    "origin.confirmed": _l("%(who)s confirmed the key of an association elsewhere."),
    "origin.refused": _l("%(who)s did not confirm the key of an association elsewhere."),
    "export.proofs": _l("%(who)s downloaded all their proofs."),
    "proof.renewed": _l("%(who)s closed the address of a proof page and opened a new one."),
    "export.given": _l("%(who)s downloaded the sessions they signed."),
    "account.joined": _l("You joined rs_tracker."),
    "account.recovered": _l("The account of %(whom)s was recovered by a code sent by email."),
    "account.stopped": _l("%(who)s stopped the recovery of the account of %(whom)s."),
    "session.begun": _l("You signed in."),
    "session.ended": _l("You signed out, here or on another device."),
    "session.others-ended": _l("All your other devices were signed out."),
    "address.proven": _l("You confirmed an email address."),
    "address.main": _l("You chose the email address that we write to."),
    "address.removed": _l("You removed an email address."),
    "password.changed": _l("You changed your password."),
    "passkey.added": _l("You added a passkey."),
    "passkey.removed": _l("You removed a passkey."),
    "recovery-codes.made": _l("You made a new sheet of recovery codes."),
    "person.changed": _l("You changed your profile."),
    "trait.set": _l("You changed what is known of your degree or of the supervision you give."),
    "signing.consent_given": _l("You agreed to sign electronically."),
    "signing.consent_withdrawn": _l("You took back your consent to sign electronically."),
    "endorsement.declared": _l("You added a credential you hold."),
}

# The same, done by a command on the server and not by a person.
BY_COMMAND = {
    "export.hours": _l("The hours by person were written to a file on the server."),
    "export.entries": _l("Sessions were written to a file on the server."),
    "export.log": _l("The log of %(whom)s was written to a file on the server."),
    "export.ledger": _l("All signed records, without names, were written to a file on the server."),
    "key.rotated": _l("Records are signed with a new key from now on."),
    "key.rooted": _l("A key for paper was made, with which the office can take a stolen key away."),
    "key.revoked": _l("The key that signed the records was taken away; a new one signs from now on."),
    "entry.struck": _l("A notice ran out without objection, and the signature of a session of %(whom)s was struck."),
}


class Told(Protocol):
    """What a sentence is made of."""

    @property
    def action(self) -> str: ...
    @property
    def actor_name(self) -> str | None: ...
    @property
    def person_name(self) -> str | None: ...


def sentence(line: Told) -> str:
    """One line of the trail in words; a code that no release knows any more is shown as it is."""
    spoken = BY_COMMAND if line.actor_name is None and line.action in BY_COMMAND else WORDS
    words = spoken.get(line.action)
    if words is None:
        return str(_("Recorded: %(action)s", action=line.action))
    who = line.actor_name or _("The system")
    return str(words) % {"who": who, "whom": line.person_name or who}
