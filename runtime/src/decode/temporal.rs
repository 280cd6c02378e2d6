//! Dates, times and intervals from columns.
