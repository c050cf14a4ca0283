/* The common base of the detail page's rows. It shows what it is told; subclasses know about
 * checks.
 *
 * A row of libadwaita's own that expands costs about 25 widgets; there are 81 checks, so this one
 * is made of as few as it can be, and what opens is built when it opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "check-row-base.h"
#include "model/slices.h"

/* As long as the animation of the style class. */
#define FLASH_MS 1300

typedef struct
{
  int passed;
  guint share;
  guint sort_share; /* the share when rows were sorted last */
  guint position;
  guint flash_id;
  gboolean shown; /* there is something to compare with */
  HnSpace space;
  gboolean control_wide;
  HnRowMark mark;
  gboolean left_out;
  gboolean opened_by_search;

  HnChanges *changes; /* owned, (nullable) at first */

  /* Rows below this one, see hn_check_row_base_build_list(). */
  GtkListBox *list; /* borrowed, (nullable) */
  guint n_rows;
  guint n_made; /* so far */
  guint make_id;
  HnArrange how;
  GStrv words; /* owned, (nullable): which of them are searched for */

  /* borrowed */
  GtkWidget *control; /* (nullable) */
  GtkWidget *reset;   /* (nullable): made when something is staged for the first time */
  GtkLabel *evidence; /* (nullable): made when there is some for the first time */
  GtkWidget *extras;  /* (nullable): holds them where the row is narrow */

  /* borrowed, children of the template */
  GtkBox *header;
  GtkBox *texts;
  GtkImage *status;
  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *setting;
  GtkLabel *share_label;
  GtkRevealer *revealer;
} HnCheckRowBasePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HnCheckRowBase, hn_check_row_base, GTK_TYPE_LIST_BOX_ROW)

#define PRIVATE(self) \
  ((HnCheckRowBasePrivate *) hn_check_row_base_get_instance_private ((HnCheckRowBase *) (self)))

static gboolean
is_expanded (HnCheckRowBase *self)
{
  return gtk_revealer_get_reveal_child (PRIVATE (self)->revealer);
}

static const char *
passed_word (int passed)
{
  if (passed > 0)
    /* Translators: the outcome of a check: the service is protected in this respect. */
    return _ ("Passed");
  if (passed == 0)
    /* Translators: the outcome of a check: the service is not protected in this respect. */
    return _ ("Failed");
  /* Translators: the outcome of a check that makes no sense for this service. */
  return _ ("Not applicable");
}

static void
show_status (HnCheckRowBase *self)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  GtkWidget *status = GTK_WIDGET (priv->status);
  const char *word = passed_word (priv->passed);

  gtk_widget_set_visible (status, priv->passed != HN_CHECK_ROW_NO_OUTCOME);
  gtk_image_set_from_icon_name (priv->status, priv->passed > 0    ? "object-select-symbolic"
                                              : priv->passed == 0 ? "window-close-symbolic"
                                                                  : "list-remove-symbolic");
  gtk_widget_remove_css_class (status, "success");
  gtk_widget_remove_css_class (status, "error");
  gtk_widget_remove_css_class (status, "dimmed");
  gtk_widget_add_css_class (status, priv->passed > 0    ? "success"
                                    : priv->passed == 0 ? "error"
                                                        : "dimmed");
  hn_widget_set_tooltip (status, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (status), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

/* (nullable) */
static const char *
mark_word (HnRowMark mark)
{
  if (mark == HN_ROW_MARK_NONE)
    return NULL;
  if (mark == HN_ROW_MARK_WEAKER)
    /* Translators: of a setting that a person has changed in the window so that it protects less */
    return _ ("Changed, not applied yet, and weaker than before");

  /* Translators: of a setting that a person has changed in the window and not applied yet */
  return _ ("Changed, not applied yet");
}

static void
show_accessible (HnCheckRowBase *self)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  const char *title = gtk_label_get_label (priv->title);
  const char *setting = gtk_label_get_label (priv->setting);
  const char *state = gtk_label_get_label (priv->state);
  g_autofree char *share = hn_exposure_dup_text (priv->share);
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;
  g_autoptr (GString) spoken = NULL;

  if (priv->passed == HN_CHECK_ROW_NO_OUTCOME)
    label = g_strdup (title);
  else
    /* Translators: the name of a row for a screen reader: "Failed", "Passed" or "Not applicable",
     * then what the check is about. */
    label = g_strdup_printf (_ ("%s: %s"), passed_word (priv->passed), title);
  if (priv->share > 0)
    /* Translators: the description of a row for a screen reader: the directive with its value, such
     * as PrivateTmp=no, then a figure such as 0.4. */
    description = g_strdup_printf (_ ("%s, adds %s to the exposure"), setting, share);
  else
    description = g_strdup (setting);

  spoken = g_string_new (description);
  if (priv->mark != HN_ROW_MARK_NONE)
    g_string_append_printf (spoken, ". %s", mark_word (priv->mark));
  if (*state != '\0')
    g_string_append_printf (spoken, ". %s", state);
  if (priv->evidence != NULL && gtk_widget_get_visible (GTK_WIDGET (priv->evidence)))
    g_string_append_printf (spoken, ". %s", gtk_label_get_label (priv->evidence));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken->str, -1);
}

static void
flash_over_cb (gpointer data)
{
  HnCheckRowBase *self = data;

  PRIVATE (self)->flash_id = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (PRIVATE (self)->header), "check-changed");
}

static void
flash (HnCheckRowBase *self)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  g_clear_handle_id (&priv->flash_id, g_source_remove);
  gtk_widget_remove_css_class (GTK_WIDGET (PRIVATE (self)->header), "check-changed");
  gtk_widget_add_css_class (GTK_WIDGET (priv->header), "check-changed");
  priv->flash_id = g_timeout_add_once (FLASH_MS, flash_over_cb, self);
}

static void
toggle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnCheckRowBase *self = HN_CHECK_ROW_BASE (widget);

  PRIVATE (self)->opened_by_search = FALSE;
  hn_check_row_base_set_expanded (self, !is_expanded (self));
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnCheckRowBaseClass *klass = HN_CHECK_ROW_BASE_GET_CLASS (widget);

  /* The button goes away with what it takes back; the focus stays on the row. */
  gtk_widget_grab_focus (widget);
  klass->reset (HN_CHECK_ROW_BASE (widget), PRIVATE (widget)->changes);
}

static void
move_to (GtkWidget *widget, GtkBox *box, GtkWidget *after)
{
  g_autoptr (GtkWidget) held = GTK_WIDGET (g_object_ref_sink (widget));
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (parent == GTK_WIDGET (box))
    return;

  if (parent != NULL)
    gtk_box_remove (GTK_BOX (parent), widget);
  gtk_box_insert_child_after (box, widget, after);
}

/* Beside the words where there is space, below them otherwise. */
static void
place_extras (HnCheckRowBase *self)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  GtkWidget *share = GTK_WIDGET (priv->share_label);
  /* Beside the words, in this order: the button that takes back, the control, the share. Below them
   * the control comes first. */
  gboolean share_below = priv->space >= HN_SPACE_TIGHT;
  gboolean control_below = priv->space >= (priv->control_wide ? HN_SPACE_NARROW : HN_SPACE_TIGHT) &&
                           priv->control != NULL;
  gboolean reset_below = priv->space >= HN_SPACE_NARROW && priv->reset != NULL;
  GtkWidget *last = GTK_WIDGET (priv->texts);
  GtkWidget *last_below = NULL;

  if ((share_below || control_below || reset_below) && priv->extras == NULL)
    {
      priv->extras = g_object_new (GTK_TYPE_BOX, "spacing", 6, "margin-top", 3, NULL);
      gtk_box_append (priv->texts, priv->extras);
    }

  if (control_below)
    move_to (last_below = priv->control, GTK_BOX (priv->extras), NULL);
  if (priv->reset != NULL && reset_below)
    {
      move_to (priv->reset, GTK_BOX (priv->extras), last_below);
      last_below = priv->reset;
    }
  else if (priv->reset != NULL)
    {
      move_to (priv->reset, priv->header, last);
      last = priv->reset;
    }
  if (priv->control != NULL && !control_below)
    {
      move_to (priv->control, priv->header, last);
      last = priv->control;
    }
  /* The shares stand below each other, whatever is beside them. */
  if (share_below)
    move_to (share, GTK_BOX (priv->extras), last_below);
  else
    move_to (share, priv->header, last);

  if (priv->extras != NULL)
    gtk_widget_set_visible (priv->extras, control_below || (share_below && priv->share > 0) ||
                                              (reset_below && priv->mark != HN_ROW_MARK_NONE));
}

static void
ensure_reset (HnCheckRowBase *self)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  if (priv->reset != NULL)
    return;

  priv->reset = g_object_new (GTK_TYPE_BUTTON, "icon-name", "edit-undo-symbolic", "valign",
                              GTK_ALIGN_CENTER, "action-name", "row.reset", NULL);
  gtk_widget_add_css_class (priv->reset, "flat");
  gtk_widget_add_css_class (priv->reset, "check-reset");
}

/* Right opens and left closes, the other way round where text runs from right to left. */
static gboolean
key_pressed_cb (HnCheckRowBase *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean open;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 ||
      !gtk_widget_is_focus (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;

  if (keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right)
    open = !rtl;
  else if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left)
    open = rtl;
  else
    return GDK_EVENT_PROPAGATE;

  if (open == is_expanded (self))
    return GDK_EVENT_PROPAGATE;

  toggle_action (GTK_WIDGET (self), NULL, NULL);
  return GDK_EVENT_STOP;
}

/* A press in the part that opened selects text or opens a link there; it does not close the row.
 * Claimed on release only, and around what was built: earlier, or beside a list in it, would take
 * the press away from rows inside. */
static void
claim_release_cb (GtkGestureClick *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
hn_check_row_base_dispose (GObject *object)
{
  HnCheckRowBasePrivate *priv = PRIVATE (object);

  g_clear_handle_id (&priv->flash_id, g_source_remove);
  if (priv->make_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (object), priv->make_id);
  priv->make_id = 0;
  g_clear_object (&priv->changes);
  g_clear_pointer (&priv->words, g_strfreev);
  priv->control = priv->reset = priv->extras = NULL;
  priv->evidence = NULL;
  priv->list = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_CHECK_ROW_BASE);

  G_OBJECT_CLASS (hn_check_row_base_parent_class)->dispose (object);
}

static HnMatch
hn_check_row_base_match (HnCheckRowBase *self,
                         HnChanges *changes,
                         const char *const *words,
                         HnArrange how)
{
  return HN_MATCH_NONE;
}

static void
hn_check_row_base_class_init (HnCheckRowBaseClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  klass->match = hn_check_row_base_match;
  G_OBJECT_CLASS (klass)->dispose = hn_check_row_base_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/check-row-base.ui");
  gtk_widget_class_bind_template_child_private (widget_class, HnCheckRowBase, header);
  gtk_widget_class_bind_template_child_private (widget_class, HnCheckRowBase, texts);
  gtk_widget_class_bind_template_child_private (widget_class, HnCheckRowBase, status);
  gtk_widget_class_bind_template_child_private (widget_class, HnCheckRowBase, title);
  gtk_widget_class_bind_template_child_private (widget_class, HnCheckRowBase, state);
  gtk_widget_class_bind_template_child_private (widget_class, HnCheckRowBase, setting);
  gtk_widget_class_bind_template_child_full (widget_class, "share", FALSE,
                                             G_PRIVATE_OFFSET (HnCheckRowBase, share_label));
  gtk_widget_class_bind_template_child_private (widget_class, HnCheckRowBase, revealer);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_install_action (widget_class, "row.toggle", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "row.reset", NULL, reset_action);
}

static void
hn_check_row_base_init (HnCheckRowBase *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (PRIVATE (self)->setting);
  PRIVATE (self)->passed = -1;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
}

void
hn_check_row_base_show (HnCheckRowBase *self,
                        int passed,
                        guint share,
                        const char *title,
                        const char *state,
                        const char *setting,
                        gboolean flash_changes)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  gboolean outcome_differs, words_differ;

  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));

  outcome_differs = !priv->shown || passed != priv->passed;
  words_differ = g_strcmp0 (setting, gtk_label_get_label (priv->setting)) != 0;
  if (state == NULL)
    state = "";
  if (!outcome_differs && !words_differ && share == priv->share &&
      g_strcmp0 (state, gtk_label_get_label (priv->state)) == 0 &&
      g_strcmp0 (title, gtk_label_get_label (priv->title)) == 0)
    return;

  if (flash_changes && priv->shown && (outcome_differs || words_differ))
    flash (self);

  if (!priv->shown || share != priv->share)
    {
      g_autofree char *text = share > 0 ? hn_exposure_dup_text (share) : NULL;
      g_autofree char *sum = NULL;
      g_autofree char *tooltip = NULL;

      /* Translators: %s is a figure such as 0.4. */
      tooltip = text != NULL ? g_strdup_printf (_ ("Adds %s to the exposure"), text) : NULL;
      sum = text != NULL ? g_strconcat ("+", text, NULL) : NULL;
      gtk_label_set_label (priv->share_label, sum != NULL ? sum : "");
      hn_widget_set_tooltip (GTK_WIDGET (priv->share_label), tooltip);
    }

  /* Where nothing is ever added to the exposure, no place is kept for it. */
  gtk_widget_set_visible (GTK_WIDGET (priv->share_label), passed != HN_CHECK_ROW_NO_OUTCOME);
  priv->passed = passed;
  priv->share = share;
  if (priv->extras != NULL)
    place_extras (self);
  priv->shown = TRUE;
  if (outcome_differs)
    show_status (self);
  gtk_label_set_label (priv->title, title);
  hn_label_show_text (priv->state, state);
  gtk_label_set_label (priv->setting, setting);
  show_accessible (self);
}

void
hn_check_row_base_set_control (HnCheckRowBase *self, HnRowControl *control)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));
  g_return_if_fail (priv->control == NULL && HN_IS_ROW_CONTROL (control));

  priv->control = GTK_WIDGET (control);
  priv->control_wide = hn_row_control_is_wide (control);
  gtk_widget_set_valign (priv->control, GTK_ALIGN_CENTER);
  hn_row_control_set_labels (control, GTK_WIDGET (priv->title), GTK_WIDGET (priv->setting));
  place_extras (self);
}

void
hn_check_row_base_set_space (HnCheckRowBase *self, HnSpace space)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));

  if (priv->space == space)
    return;

  priv->space = space;
  place_extras (self);
  if (priv->list != NULL)
    hn_check_row_base_set_list_space (priv->list, space);
}

void
hn_check_row_base_set_changes (HnCheckRowBase *self, HnChanges *changes)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  gboolean other;

  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  other = g_set_object (&priv->changes, changes);
  if (other)
    hn_check_row_base_set_expanded (self, FALSE);
  HN_CHECK_ROW_BASE_GET_CLASS (self)->show (self, changes, !other);
  if (priv->list != NULL)
    {
      hn_check_row_base_set_list_changes (priv->list, changes);
      hn_check_row_base_arrange_list (priv->list, priv->how, (const char *const *) priv->words);
    }
}

void
hn_check_row_base_set_evidence (HnCheckRowBase *self, const char *text, HnNeedKind need)
{
  static const char *const classes[] = {
    [HN_NEED_USED] = "warning",
    [HN_NEED_REFUSED] = "accent",
    [HN_NEED_NOT_SEEN] = "success",
    [HN_NEED_CANNOT_TELL] = "dimmed",
  };
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  const char *const shown[] = { "caption", classes[need], NULL };

  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));

  if (priv->evidence == NULL && text == NULL)
    return;

  if (priv->evidence == NULL)
    {
      priv->evidence = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, "wrap-mode",
                                     PANGO_WRAP_WORD_CHAR, "visible", FALSE, NULL);
      gtk_box_insert_child_after (priv->texts, GTK_WIDGET (priv->evidence),
                                  GTK_WIDGET (priv->state));
    }
  else if (gtk_widget_get_visible (GTK_WIDGET (priv->evidence)) == (text != NULL) &&
           g_strcmp0 (text, gtk_label_get_label (priv->evidence)) == 0 &&
           gtk_widget_has_css_class (GTK_WIDGET (priv->evidence), classes[need]))
    {
      return;
    }

  gtk_widget_set_css_classes (GTK_WIDGET (priv->evidence), (const char **) shown);
  hn_label_show_text (priv->evidence, text);
  if (priv->shown)
    show_accessible (self);
}

void
hn_check_row_base_set_mark (HnCheckRowBase *self, HnRowMark mark)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));

  if (priv->mark == mark)
    return;

  priv->mark = mark;
  gtk_widget_remove_css_class (GTK_WIDGET (priv->header), "check-staged");
  gtk_widget_remove_css_class (GTK_WIDGET (priv->header), "check-weaker");
  hn_widget_set_tooltip (GTK_WIDGET (priv->setting), mark_word (mark));
  if (mark != HN_ROW_MARK_NONE)
    {
      g_autofree char *label = NULL;

      ensure_reset (self);
      /* Translators: a button takes back what was staged for a row; %s is what the row is about */
      label = g_strdup_printf (_ ("Take back: %s"), gtk_label_get_label (priv->title));
      gtk_accessible_update_property (GTK_ACCESSIBLE (priv->reset), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      label, -1);
      hn_widget_set_tooltip (priv->reset, _ ("Take back this change"));
      gtk_widget_add_css_class (GTK_WIDGET (priv->header), "check-staged");
    }
  if (mark == HN_ROW_MARK_WEAKER)
    gtk_widget_add_css_class (GTK_WIDGET (priv->header), "check-weaker");
  if (priv->reset != NULL)
    gtk_widget_set_visible (priv->reset, mark != HN_ROW_MARK_NONE);

  place_extras (self);
  if (priv->shown)
    show_accessible (self);
}

void
hn_check_row_base_set_expanded (HnCheckRowBase *self, gboolean expanded)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));

  expanded = !!expanded;
  if (expanded == gtk_revealer_get_reveal_child (priv->revealer))
    return;

  if (expanded && gtk_revealer_get_child (priv->revealer) == NULL)
    {
      HnCheckRowBaseClass *klass = HN_CHECK_ROW_BASE_GET_CLASS (self);
      GtkGesture *click = gtk_gesture_click_new ();

      gtk_revealer_set_child (priv->revealer, klass->build (self));
      g_signal_connect (click, "released", G_CALLBACK (claim_release_cb), NULL);
      gtk_widget_add_controller (GTK_WIDGET (priv->revealer), GTK_EVENT_CONTROLLER (click));
      klass->show (self, priv->changes, FALSE);
    }

  gtk_revealer_set_reveal_child (priv->revealer, expanded);
  if (expanded)
    gtk_widget_set_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_CHECKED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_CHECKED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
}

void
hn_check_row_base_set_left_out (HnCheckRowBase *self, gboolean left_out)
{
  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));

  if (PRIVATE (self)->left_out == left_out)
    return;

  PRIVATE (self)->left_out = left_out;
  gtk_widget_set_visible (GTK_WIDGET (self), !left_out);
}

void
hn_check_row_base_set_position (HnCheckRowBase *self, guint position)
{
  g_return_if_fail (HN_IS_CHECK_ROW_BASE (self));

  PRIVATE (self)->position = position;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row)
{
  toggle_action (GTK_WIDGET (row), NULL, NULL);
}

static gboolean
keynav_failed_cb (GtkListBox *list, GtkDirectionType direction)
{
  if (direction != GTK_DIR_UP && direction != GTK_DIR_DOWN)
    return FALSE;

  g_signal_emit_by_name (list, "move-focus",
                         direction == GTK_DIR_UP ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  return TRUE;
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  HnCheckRowBasePrivate *first = PRIVATE (a), *second = PRIVATE (b);

  if (((first->how | second->how) & HN_ARRANGE_BY_SHARE) != 0 &&
      first->sort_share != second->sort_share)
    return first->sort_share > second->sort_share ? -1 : 1;

  return first->position < second->position ? -1 : first->position > second->position;
}

void
hn_check_row_base_connect_list (GtkListBox *list)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));

  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), NULL);
  g_signal_connect (list, "keynav-failed", G_CALLBACK (keynav_failed_cb), NULL);
  gtk_list_box_set_sort_func (list, compare_rows, NULL, NULL);
}

void
hn_check_row_base_set_list_changes (GtkListBox *list, HnChanges *changes)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_check_row_base_set_changes (HN_CHECK_ROW_BASE (row), changes);
}

void
hn_check_row_base_set_list_space (GtkListBox *list, HnSpace space)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_check_row_base_set_space (HN_CHECK_ROW_BASE (row), space);
}

static gboolean
words_equal (const char *const *one, const char *const *other)
{
  return one == NULL || other == NULL ? one == other : g_strv_equal (one, other);
}

/* A row that the user has opened or closed stays so until something else is searched for. */
static void
search_inside (HnCheckRowBase *self, const char *const *words)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  if (words_equal ((const char *const *) priv->words, words))
    return;

  g_strfreev (priv->words);
  priv->words = g_strdupv ((GStrv) words);
  if (words != NULL && !is_expanded (self))
    {
      priv->opened_by_search = TRUE;
      hn_check_row_base_set_expanded (self, TRUE);
    }
  else if (words == NULL && priv->opened_by_search)
    {
      priv->opened_by_search = FALSE;
      hn_check_row_base_set_expanded (self, FALSE);
    }
}

static gboolean
is_wanted (HnCheckRowBase *self, HnArrange how, const char *const *words)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  HnMatch match = words == NULL
                      ? HN_MATCH_SELF
                      : HN_CHECK_ROW_BASE_GET_CLASS (self)->match (self, priv->changes, words, how);

  search_inside (self, match == HN_MATCH_INSIDE ? words : NULL);

  return !priv->left_out && match != HN_MATCH_NONE &&
         (priv->passed == HN_CHECK_ROW_NO_OUTCOME || (how & HN_ARRANGE_FAILED_ONLY) == 0 ||
          priv->passed == 0 || priv->mark != HN_ROW_MARK_NONE);
}

guint
hn_check_row_base_arrange_list (GtkListBox *list, HnArrange how, const char *const *words)
{
  GtkWidget *child, *before = NULL;
  gboolean sorted = TRUE;
  guint n_visible = 0;

  g_return_val_if_fail (GTK_IS_LIST_BOX (list), 0);

  for (child = gtk_widget_get_first_child (GTK_WIDGET (list)); child != NULL;
       before = child, child = gtk_widget_get_next_sibling (child))
    {
      HnCheckRowBasePrivate *priv = PRIVATE (child);

      priv->how = how;
      if ((how & HN_ARRANGE_KEEP_ORDER) == 0)
        priv->sort_share = priv->share;
      gtk_widget_set_visible (child, is_wanted (HN_CHECK_ROW_BASE (child), how, words));
      if (priv->list != NULL)
        hn_check_row_base_arrange_list (priv->list, how, (const char *const *) priv->words);
      n_visible += gtk_widget_get_visible (child);
      sorted = sorted && (before == NULL || compare_rows (GTK_LIST_BOX_ROW (before),
                                                          GTK_LIST_BOX_ROW (child), NULL) <= 0);
    }

  /* Sorting lays the list out again, so it waits until it is needed. */
  if (!sorted)
    gtk_list_box_invalidate_sort (list);
  return n_visible;
}

/* Makes some of the rows below. Returns whether there are more to make. */
static gboolean
make_rows (HnCheckRowBase *self)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);
  gint64 end = g_get_monotonic_time () + HN_SLICES_IN_FRAME;

  do
    {
      HnCheckRowBase *row = HN_CHECK_ROW_BASE_GET_CLASS (self)->make_row (self, priv->n_made);

      hn_check_row_base_set_position (row, priv->n_made++);
      hn_check_row_base_set_space (row, priv->space);
      hn_check_row_base_set_changes (row, priv->changes);
      gtk_list_box_append (priv->list, GTK_WIDGET (row));
    }
  while (priv->n_made < priv->n_rows && g_get_monotonic_time () < end);

  hn_check_row_base_arrange_list (priv->list, priv->how, (const char *const *) priv->words);
  return priv->n_made < priv->n_rows;
}

static gboolean
make_rows_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  if (make_rows (HN_CHECK_ROW_BASE (widget)))
    return G_SOURCE_CONTINUE;

  PRIVATE (widget)->make_id = 0;
  return G_SOURCE_REMOVE;
}

GtkWidget *
hn_check_row_base_build_list (HnCheckRowBase *self, guint n_rows)
{
  HnCheckRowBasePrivate *priv = PRIVATE (self);

  g_return_val_if_fail (HN_IS_CHECK_ROW_BASE (self), NULL);
  g_return_val_if_fail (priv->list == NULL && n_rows > 0, NULL);

  priv->list = GTK_LIST_BOX (gtk_list_box_new ());
  priv->n_rows = n_rows;
  gtk_list_box_set_selection_mode (priv->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (priv->list), "check-nested");
  hn_check_row_base_connect_list (priv->list);
  if (make_rows (self))
    priv->make_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), make_rows_cb, NULL, NULL);

  return GTK_WIDGET (priv->list);
}
