/* What the helper has to know of a trial to end it properly, kept in a file from before the first
 * change until after the last one, so that the helper after a crash knows it, too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/types.h>

#include <glib.h>

#include "protocol/helper1.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  uid_t uid;     /* whose trial it is */
  char *unit;    /* the manager's own name of it */
  char *boot_id; /* times and processes below are those of this boot */
  char *etag;    /* (nullable) of its files before */

  HnTrialState state;
  gboolean removal;    /* a trial without Hardnut's drop-in */
  gboolean restart;    /* the service is to be restarted */
  gboolean never;      /* it must not be */
  gboolean next_start; /* nothing is tried: in force from the next start on */
  gboolean at_once;    /* without a restart, part of it is in force when the manager has read it */
  guint confirm;       /* seconds to wait for Keep */
  guint64 deadline;    /* of Keep, in microseconds of CLOCK_BOOTTIME; 0 before HEALTHY */

  char *text;      /* (nullable) the new drop-in; NULL for a removal */
  char *previous;  /* (nullable) the permanent drop-in as it was; NULL: there was none */
  char *uncovered; /* (nullable) of a removal: the template's drop-in, which holds afterwards */
  GStrv weakened;  /* what the change opens, by the permission that was given */
  char *words;     /* (nullable) of the question for that permission; NULL: nobody was asked */
  GStrv unproven;  /* directives that stay in the drop-in, and were not in force before either */
  char *text_hash; /* of the above, to see that nobody changed the files meanwhile; "" for NULL */
  char *previous_hash;

  gboolean was_active;  /* the service ran when the trial began */
  char *invocation;     /* (nullable) of the service when the trial began */
  guint n_restarts;     /* systemd's own, then */
  char *control_group;  /* (nullable) of the service, then */
  char *powers;         /* (nullable) what its processes may do at the most; see powers.h */
  gboolean gain;        /* they may do less than when they start, and have that only from within */
  gboolean restarted;   /* a restart was ordered */
  guint64 restart_time; /* of that order, or of the beginning of a trial that acts without one, in
                         * microseconds of CLOCK_REALTIME */
  GStrv dependents;     /* that ran then, and restart with it */
  GStrv stopped;        /* that ran then, and are stopped by it */
  gboolean keeping;     /* Keep has begun: the permanent file may be the new one */
  gboolean came_back;   /* taken back but for the permanent file, which could not be put back */
  guint timer;          /* counts the timers, to give each a name of its own */
  guint armed;          /* the last of them that systemd has confirmed */
  guint tries;          /* to take the trial back that did not go well */
  guint64 job_time;     /* when a job of somebody else's ended last, in CLOCK_MONOTONIC */

  /* Why a trial is taken back; of use in REVERTING. */
  char *step;
  char *reason;
  char *result;
  gint32 code, status;
  GStrv directives;
  guint64 failure_time; /* in microseconds of CLOCK_REALTIME */
} HnRecord;

HnRecord *hn_record_new (void);

/** hn_record_new_for: (transfer full): of a new trial of @unit, with a number of its own */
HnRecord *hn_record_new_for (const char *unit, uid_t uid, const char *boot_id);

/**
 * hn_record_new_stray:
 * @uid: who is named in the journal
 *
 * Returns: (transfer full): what can be said of a trial of @unit of which only its file is left
 */
HnRecord *hn_record_new_stray (const char *unit, uid_t uid, const char *boot_id);
void hn_record_free (HnRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnRecord, hn_record_free)

/** hn_record_hash: (transfer full): of a text; "" for %NULL */
char *hn_record_hash (const char *text);

char *hn_record_to_text (const HnRecord *self);

/**
 * hn_record_from_text:
 *
 * Returns: (transfer full) (nullable): %NULL with @error for a text that is no record
 */
HnRecord *hn_record_from_text (const char *text, gsize length, GError **error);

/**
 * hn_record_save:
 * @folder_fd: the folder of records
 *
 * Writes the record to disk.
 */
gboolean hn_record_save (const HnRecord *self, int folder_fd, GError **error);

/**
 * hn_record_load:
 * @ret_unreadable: (out) (optional): whether @error is about the reading, and another try may go
 *   well; %FALSE for what was read and is no record
 *
 * Returns: (transfer full) (nullable): %NULL with @error, or without one when there is no record
 */
HnRecord *hn_record_load (int folder_fd, const char *id, gboolean *ret_unreadable, GError **error);

/** hn_record_remove: a record that is not there is fine */
gboolean hn_record_remove (int folder_fd, const char *id, GError **error);

/**
 * hn_record_list:
 *
 * Returns: (transfer full) (nullable): the numbers of the trials that have a record; %NULL with
 *   @error
 */
GStrv hn_record_list (int folder_fd, GError **error);

/**
 * hn_record_exists:
 *
 * Returns: whether a trial of the service @unit that is not at its end is on record, or may be on
 *   one that cannot be read
 */
gboolean hn_record_exists (int folder_fd, const char *unit);

/**
 * hn_record_remove_halves:
 *
 * Removes what a helper leaves that is killed while it writes a record. Only for who holds the lock
 * of the folder.
 */
void hn_record_remove_halves (int folder_fd);

/**
 * hn_record_open_folder:
 * @path: "/run/hardnut", in a folder that is there
 *
 * Makes the folder of records where it is missing, for nobody else to read.
 *
 * Returns: a descriptor; -1 with @error
 */
int hn_record_open_folder (const char *path, uid_t owner, GError **error);

G_END_DECLS
