"""Business time: calendars, deadlines, holidays."""
