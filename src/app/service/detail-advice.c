/* Advice is worked out in a thread, a moment after the last change, and shown in rows that
 * stay: what was third may be second now, but the focus keeps its place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detail-advice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/changes-advice.h"
#include "advice-row.h"

/* After the last of several flicks; what is shown for the first time does not wait. */
#define DELAY_MS 150
/* So many rows before somebody asks for more. */
#define FEW 3
/* So many settings are named beside the reason that keeps them open. */
#define MOST_SETTINGS 8

struct _HnDetailAdvice
{
  GtkBox parent_instance;

  guint delay_id;
  gboolean all; /* show all of them */
  gboolean tight;
  guint n_accepted; /* of what could be advised, and left out */

  /* owned */
  HnChanges *changes;   /* (nullable) */
  HnAdviceOffer *offer; /* (nullable) */
  GCancellable *cancellable;

  /* borrowed, children of the template */
  GtkLabel *basis;
  GtkListBox *list;
  GtkLabel *nothing_left;
  GtkWidget *needed;
  GtkListBox *needed_list;
  GtkButton *more_button;
};

G_DEFINE_FINAL_TYPE (HnDetailAdvice, hn_detail_advice, GTK_TYPE_BOX)

static void
stage_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailAdvice *self = HN_DETAIL_ADVICE (widget);
  g_autofree char *value = NULL;
  int directive;

  g_variant_get (parameter, "(is)", &directive, &value);
  if (self->changes != NULL)
    hn_changes_set (self->changes, directive, value);
}

/* What is offered comes first. */
static guint
count_offered (HnDetailAdvice *self)
{
  guint n = 0;

  while (self->offer != NULL && n < self->offer->all->len &&
         hn_advice_is_offered (self->offer->all->pdata[n]))
    n++;

  return n;
}

/* The next one from @i on with that reason; the length of @all where there is none. */
static guint
find_reason (GPtrArray *all, guint i, const char *reason)
{
  while (i < all->len && strcmp (((const HnAdvice *) all->pdata[i])->reason, reason) != 0)
    i++;

  return i;
}

/* (transfer full): the settings that one reason keeps open; of very many the first few. */
static char *
dup_settings (GPtrArray *all, guint first, const char *reason)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = first; i < all->len; i = find_reason (all, i + 1, reason))
    if (n++ < MOST_SETTINGS)
      {
        g_autofree char *setting = hn_advice_dup_setting (all->pdata[i]);

        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", setting);
      }
  if (n <= MOST_SETTINGS)
    return g_string_free (g_steal_pointer (&text), FALSE);

  n -= MOST_SETTINGS;

  /* Translators: a list of settings, and how many others there are */
  return g_strdup_printf (ngettext ("%s, and %u other", "%s, and %u others", n), text->str, n);
}

/* What is not offered: a row for each reason. */
static void
show_needed (HnDetailAdvice *self, guint n_offered)
{
  GPtrArray *all = self->offer != NULL ? self->offer->all : NULL;

  gtk_list_box_remove_all (self->needed_list);
  for (guint i = n_offered; all != NULL && i < all->len; i++)
    {
      const char *reason = ((const HnAdvice *) all->pdata[i])->reason;
      g_autofree char *settings = NULL;

      if (find_reason (all, n_offered, reason) < i)
        continue;
      settings = dup_settings (all, i, reason);
      gtk_list_box_append (self->needed_list,
                           g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", reason,
                                         "subtitle", settings, NULL));
    }
  gtk_widget_set_visible (self->needed, all != NULL && all->len > n_offered);
}

static void
show_rows (HnDetailAdvice *self)
{
  guint n_all = count_offered (self);
  guint n = self->all ? n_all : MIN (n_all, FEW);
  GtkListBoxRow *row;

  for (guint i = 0; i < n; i++)
    {
      row = gtk_list_box_get_row_at_index (self->list, (int) i);
      if (row == NULL)
        {
          row = g_object_new (HN_TYPE_ADVICE_ROW, NULL);
          hn_advice_row_set_tight (HN_ADVICE_ROW (row), self->tight);
          gtk_list_box_append (self->list, GTK_WIDGET (row));
        }
      hn_advice_row_show (HN_ADVICE_ROW (row), self->offer->all->pdata[i]);
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) n)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_label_set_label (
      self->nothing_left,
      self->n_accepted > 0
          ? _ ("There is nothing left that Hardnut could close for this service but what "
               "is accepted.")
          : _ ("There is nothing left that Hardnut could close for this service."));
  gtk_widget_set_visible (GTK_WIDGET (self->nothing_left), self->offer != NULL && n_all == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), n_all > FEW);
  if (n_all > FEW)
    {
      g_autofree char *label = NULL;

      if (self->all)
        label = g_strdup (_ ("Show Fewer"));
      else
        /* Translators: a button below the first few of a list; %u is how many there are */
        label = g_strdup_printf (_ ("Show All %u"), n_all);
      gtk_button_set_label (self->more_button, label);
    }
  show_needed (self, n_all);
}

/* Returns: how many were about what somebody has accepted, and are left out */
static guint
leave_out_accepted (HnDetailAdvice *self, GPtrArray *all)
{
  HnService *service = hn_changes_get_service (self->changes);
  guint before = all->len;

  for (guint i = all->len; i-- > 0;)
    if (hn_service_is_accepted (service, (int) ((const HnAdvice *) all->pdata[i])->check))
      g_ptr_array_remove_index (all, i);

  return before - all->len;
}

static void
show_basis (HnDetailAdvice *self)
{
  const char *basis = self->offer->basis != NULL ? self->offer->basis : "";
  g_autofree char *accepted = NULL;
  g_autofree char *text = NULL;

  if (self->n_accepted > 0)
    accepted =
        g_strdup_printf (ngettext ("%u accepted check is left out; it is under Protections.",
                                   "%u accepted checks are left out; they are under Protections.",
                                   self->n_accepted),
                         self->n_accepted);
  text = g_strjoin (*basis != '\0' && accepted != NULL ? " " : "", basis,
                    accepted != NULL ? accepted : "", NULL);
  gtk_label_set_label (self->basis, text);
}

static void
advised_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnDetailAdvice) self = user_data;
  HnAdviceOffer *offer = hn_changes_advise_finish (HN_CHANGES (object), result, NULL);

  if (offer == NULL)
    return;

  g_clear_pointer (&self->offer, hn_advice_offer_free);
  self->offer = offer;
  self->n_accepted = leave_out_accepted (self, offer->all);
  show_basis (self);
  show_rows (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
}

static void
stop (HnDetailAdvice *self)
{
  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
delay_cb (gpointer data)
{
  HnDetailAdvice *self = data;

  self->delay_id = 0;
  self->cancellable = g_cancellable_new ();
  hn_changes_advise_async (self->changes, self->cancellable, advised_cb, g_object_ref (self));
}

static void
more_cb (HnDetailAdvice *self)
{
  self->all = !self->all;
  show_rows (self);
}

static void
hn_detail_advice_dispose (GObject *object)
{
  HnDetailAdvice *self = HN_DETAIL_ADVICE (object);

  stop (self);
  g_clear_object (&self->changes);
  g_clear_pointer (&self->offer, hn_advice_offer_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_ADVICE);

  G_OBJECT_CLASS (hn_detail_advice_parent_class)->dispose (object);
}

static void
hn_detail_advice_class_init (HnDetailAdviceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_detail_advice_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-advice.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailAdvice, basis);
  gtk_widget_class_bind_template_child (widget_class, HnDetailAdvice, list);
  gtk_widget_class_bind_template_child (widget_class, HnDetailAdvice, nothing_left);
  gtk_widget_class_bind_template_child (widget_class, HnDetailAdvice, needed);
  gtk_widget_class_bind_template_child (widget_class, HnDetailAdvice, needed_list);
  gtk_widget_class_bind_template_child (widget_class, HnDetailAdvice, more_button);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_install_action (widget_class, "advice.stage", "(is)", stage_action);
}

static void
hn_detail_advice_init (HnDetailAdvice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
hn_detail_advice_set_tight (HnDetailAdvice *self, gboolean tight)
{
  g_return_if_fail (HN_IS_DETAIL_ADVICE (self));

  self->tight = tight;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_advice_row_set_tight (HN_ADVICE_ROW (row), tight);
}

void
hn_detail_advice_show (HnDetailAdvice *self, HnChanges *changes)
{
  HnChangesState state = changes != NULL ? hn_changes_get_state (changes) : HN_CHANGES_NO_FILES;

  g_return_if_fail (HN_IS_DETAIL_ADVICE (self));
  g_return_if_fail (changes == NULL || HN_IS_CHANGES (changes));

  stop (self);
  if (g_set_object (&self->changes, changes))
    {
      self->all = FALSE;
      g_clear_pointer (&self->offer, hn_advice_offer_free);
      /* Rows of another service stay for a moment, so that the page does not jump. */
      gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE);
    }

  gtk_widget_set_visible (GTK_WIDGET (self),
                          state == HN_CHANGES_READY || state == HN_CHANGES_READING);
  if (state == HN_CHANGES_READY)
    self->delay_id = g_timeout_add_once (self->offer != NULL ? DELAY_MS : 0, delay_cb, self);
}
