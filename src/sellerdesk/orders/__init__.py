"""One order, parcel, return or chat by its number: everything that happened and what it counts in."""
