/* Asks several units of a manager in one task, and ends the task when all have answered.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/* What the data of such a task begins with. */
typedef struct
{
  char *name;                /* (nullable): of the service that it is about */
  GError *error;             /* (nullable): what the task returns; set by who finds it */
  guint n_pending;           /* answers under way */
  void (*end) (GTask *task); /* returns the result, or asks more, when none is */
  GDestroyNotify clear;      /* of what is behind this in the data */
} HnUnitWalk;

/**
 * HnUnitAnswerFunc:
 * @unit: (nullable): who answers
 * @reply: (nullable): %NULL when there is @error
 */
typedef void (*HnUnitAnswerFunc) (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data);

/**
 * hn_unit_walk_new:
 * @walk: (transfer full): with its end and its clear function set
 * @name: (nullable): of a service
 *
 * Returns: (transfer full): the task, of which @walk is the data
 */
GTask *hn_unit_walk_new (HnBusConnection *connection,
                         HnUnitWalk *walk,
                         const char *name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/** hn_unit_walk_check_name: whether it is about a service that can be there; it fails otherwise */
gboolean hn_unit_walk_check_name (GTask *task);

/**
 * hn_unit_walk_ask:
 * @unit: (nullable): as the next two, of hn_bus_connection_get()
 *
 * The task stays at least until @func has been called.
 */
void hn_unit_walk_ask (GTask *task,
                       const char *unit,
                       const char *interface,
                       const char *property,
                       HnUnitAnswerFunc func,
                       gpointer data);

/** hn_unit_walk_hold: keeps @task from its end, and alive, until hn_unit_walk_leave() */
GTask *hn_unit_walk_hold (GTask *task);
void hn_unit_walk_leave (GTask *task);

/** hn_unit_walk_is_over: whether nothing more is worth asking, as it fails or is cancelled */
gboolean hn_unit_walk_is_over (GTask *task);

/* A property of a unit, and where its value goes. */
typedef struct
{
  const char *property;
  char type;    /* 'a': a list, to a GStrv; 's': to a const char * that the message keeps; 'u';
                    'b', to an int */
  gsize offset; /* in what is filled */
} HnUnitField;

/**
 * hn_unit_fields_read:
 * @reply: at a{sv}
 * @fields: up to one without a property
 *
 * Returns: negative errno on failure
 */
int hn_unit_fields_read (sd_bus_message *reply, const HnUnitField *fields, gpointer values);

/** hn_unit_fields_clear: frees the lists in @values, which are %NULL then */
void hn_unit_fields_clear (const HnUnitField *fields, gpointer values);

G_END_DECLS
