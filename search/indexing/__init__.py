"""How changes travel to the index, how the index is made anew, and how both are held to agree.

    mark_pending(Kind.INITIATIVE, ids)     # in the transaction of the change; a rolled-back one leaves nothing
    drain()                                # after the commit: what is marked goes to the index
    catch_up()                             # drain, or rebuild where most of the catalogue waits
    rebuild()                              # a new generation beside the live one, then one atomic swap
    rollback()                             # back to the generation before
    verify(repair=True)                    # compare every record of database and index

| module | what |
|---|---|
| `pending` | marks, claims, back-off: which records the index does not have yet |
| `building` | records → operations for an engine; one that cannot be read does not stop the others |
| `draining` | due changes → the live generation |
| `lease` | one rebuild at a time, also when a process dies |
| `rebuilding` | backfill, changes made meanwhile, checks, swap; rollback |
| `acceptance` | questions that a new generation must answer before it goes live |
| `drift` | comparing database and index |
| `tasks` | the background forms of drain and verify |
| `state` | what operators and editors are shown |

Nothing is lost because of four rules. A row of `PendingIndexing` leaves only when an engine has taken the version
that was read with it. Versions of a record only grow, whatever the clocks do: a write that meets something newer
is not dropped but given a higher version and written again. What a generation was given stays in
`IndexedChange` until the next rebuild, so whichever generation goes live, by a swap or a rollback, gets what it lacks.
And a check compares both sides key by key.
"""

from search.indexing.draining import drain
from search.indexing.drift import verify
from search.indexing.pending import mark_pending, mark_selected
from search.indexing.rebuilding import catch_up, index_is_ready, rebuild, rollback
from search.indexing.tasks import drain_pending, verify_index

__all__ = [
    "catch_up",
    "drain",
    "drain_pending",
    "index_is_ready",
    "mark_pending",
    "mark_selected",
    "rebuild",
    "rollback",
    "verify",
    "verify_index",
]
