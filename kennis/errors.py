"""The errors a user sees. Apart from `tables`, so that reading text does not wait for pandas to load."""


class KennisError(Exception):
    """A mistake a user can mend. The message is Dutch: what, where, and what to do now."""


class Refused(KennisError):
    """Something was found that must not go on, such as a name on a page. The message says where and what kind."""
