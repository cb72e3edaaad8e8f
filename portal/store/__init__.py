"""What the portal keeps: accounts, sessions, states of months and cases, and the audit, in one database.

A change and its row of the audit are one transaction: no row, no act. Not here: what may be done by whom (`portal.rights`).
"""

from portal.store.opening import Act, PortalStore, open_portal_store

__all__ = ["Act", "PortalStore", "open_portal_store"]
