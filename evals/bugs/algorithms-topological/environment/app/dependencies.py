"""Ordering tasks by their dependencies."""


def order(dependencies):
    """Tasks so that each comes after those it depends on; names alphabetical where free.

    dependencies maps a task to the tasks it needs. Raises ValueError for a cycle.
    """
    waiting = {task: set(needs) for task, needs in dependencies.items()}
    for needs in dependencies.values():
        for task in needs:
            waiting.setdefault(task, set())
    done = []
    while waiting:
        ready = sorted(task for task, needs in waiting.items() if not needs)
        if not ready:
            break
        done.extend(ready)
        for task in ready:
            del waiting[task]
        for needs in waiting.values():
            needs.difference_update(ready)
    return done


def depends_on(dependencies, task):
    """Everything that task needs, directly or not."""
    found = set()
    pending = list(dependencies.get(task, []))
    while pending:
        needed = pending.pop()
        if needed not in found:
            found.add(needed)
            pending.extend(dependencies.get(needed, []))
    return found
