"""Cheapest routes."""

import heapq


def cheapest(roads, start, goal):
    """The lowest total price from start to goal, or None.

    roads maps a place to {neighbour: price}; prices are not negative.
    """
    best = {start: 0}
    queue = [(0, start)]
    while queue:
        price, place = heapq.heappop(queue)
        if place == goal:
            return price
        if price > best[place]:
            continue
        for neighbour, cost in roads.get(place, {}).items():
            total = price + cost
            if neighbour not in best or total < best[neighbour]:
                best[neighbour] = total
                heapq.heappush(queue, (total, neighbour))
    return None


def reachable(roads, start):
    """Every place that can be reached, sorted."""
    return sorted(place for place in roads if cheapest(roads, start, place) is not None)
