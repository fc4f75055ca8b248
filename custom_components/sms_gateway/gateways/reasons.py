"""What is said in words of our own where something went wrong, and a gateway said nothing."""

from enum import StrEnum


class Reason(StrEnum):
    """Why, in English; Home Assistant's side has it in other languages, under the name."""

    ACCOUNT_REMOVED = "the account that had taken the message over was removed"
    BAD_ADDRESS = "the gateway's address or the credentials are not valid"
    BAD_USER_NAME = "the user name is not valid"
    DAMAGED = "the stored message is damaged"
    DISCONNECTED = "the phone is disconnected"
    INTERRUPTED = "Home Assistant stopped before the gateway's answer came"
    NO_ANSWER = "the gateway did not answer"
    NO_BALANCE = "the gateway's answer holds no balance"
    NO_DESCRIPTION = "the gateway gave no description"
    NO_NUMBER = "the gateway takes this for no valid number"
    NO_QUESTION = "the gateway can't be asked what is left"
    NO_REASON = "the gateway refused the message without a reason"
    NO_TLS = "the server does not encrypt"
    NOT_DELIVERED = "not delivered"
    NOT_MENTIONED = "the gateway's answer did not mention the message"
    NOT_UNDERSTOOD = "the gateway's answer could not be understood; please report it with the log"
    ONLY_OWN_PHONE = "this account sends to its own phone only"
    OPTED_OUT = "the recipient has opted out at the gateway"
    RECIPIENT_LEFT = "the recipient was removed, or has another number now"
    SESSION_ENDED = "the connection to the gateway was lost"
    SWITCHED_OFF = "sending is switched off"
    TOO_MANY_PARTS = "the gateway takes no message of so many parts"
    UNCLEAR_BALANCE = "the balance in the gateway's answer can be read in more than one way"
    UNDOCUMENTED = "the gateway's answer is not documented"
    UNREACHABLE = "the gateway could not be reached"
    WROTE_STOP = "the recipient has written STOP"
