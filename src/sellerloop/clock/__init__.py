"""Business time: time zones, calendars, due times, deadlines, holidays."""
