/* output_set.c - writes files aside, and renames them when all are complete */
#include "output_set.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 2 * OUTPUT_FILE_RESERVE_MAX_BYTES };

struct OutputFile {
  char *name; /* in the directory */
  char *part; /* its name in the directory while it is being written */
  int fd;     /* -1: closed */
  int failed; /* errno of the first write that failed; 0: none did */
  bool is_named;
  OutputPacker *packer; /* NULL: none */
  size_t used;
  char buffer[BUFFER_BYTES];
};

struct OutputSet {
  char *path;       /* the path of the directory, as given */
  int directory;    /* open, and locked */
  GPtrArray *made;  /* char *: directories that were made, outermost first */
  GPtrArray *files; /* OutputFile * */
  bool is_committed;
};

/* Sets ERROR to what happened to PATH and the text of errno NUMBER.  Always returns false. */
static bool set_error (GError **error, int number, const char *path, const char *what)
{
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (number), "%s: %s: %s", path, what,
               g_strerror (number));
  return false;
}

static bool set_file_error (GError **error, int number, const OutputSet *set, const char *name,
                            const char *what)
{
  g_autofree char *path = g_build_filename (set->path, name, NULL);
  return set_error (error, number, path, what);
}

/* ---- one file ---- */

void output_file_set_packer (OutputFile *file, OutputPacker *packer)
{
  file->packer = packer;
}

void output_file_write_packed (OutputFile *file, const char *bytes, size_t length)
{
  size_t done = 0;
  while (done < length && file->failed == 0) {
    ssize_t written = write (file->fd, bytes + done, length - done);
    if (written >= 0) {
      done += (size_t)written;
    } else if (errno != EINTR) {
      file->failed = errno;
    }
  }
}

static void file_flush (OutputFile *file, bool at_end)
{
  if (file->packer != NULL) {
    file->packer->pack (file->packer, file, file->buffer, file->used, at_end);
  } else {
    output_file_write_packed (file, file->buffer, file->used);
  }
  file->used = 0;
}

static void file_close (OutputFile *file)
{
  if (file->fd < 0) {
    return;
  }
  file_flush (file, true);
  if (close (file->fd) != 0 && file->failed == 0 && errno != EINTR) {
    file->failed = errno;
  }
  file->fd = -1;
}

static void file_free (void *data)
{
  OutputFile *file = data;
  if (file->fd >= 0) {
    close (file->fd);
  }
  if (file->packer != NULL) {
    file->packer->free (file->packer);
  }
  g_free (file->name);
  g_free (file->part);
  g_free (file);
}

char *output_file_reserve (OutputFile *file, size_t bytes)
{
  g_assert (bytes <= OUTPUT_FILE_RESERVE_MAX_BYTES);
  if (bytes > BUFFER_BYTES - file->used) {
    file_flush (file, false);
  }
  return file->buffer + file->used;
}

void output_file_advance (OutputFile *file, const char *end)
{
  g_assert (end >= file->buffer + file->used && end <= file->buffer + BUFFER_BYTES);
  file->used = (size_t)(end - file->buffer);
}

void output_file_write (OutputFile *file, const char *bytes, size_t length)
{
  while (length > 0) {
    size_t part = MIN (length, (size_t)OUTPUT_FILE_RESERVE_MAX_BYTES);
    char *to = output_file_reserve (file, part);
    memcpy (to, bytes, part);
    output_file_advance (file, to + part);
    bytes += part;
    length -= part;
  }
}

bool output_set_add_text (OutputSet *set, const char *name, const char *text, size_t length, GError **error)
{
  OutputFile *file = output_set_add (set, name, error);
  if (file != NULL) {
    output_file_write (file, text, length);
  }
  return file != NULL;
}

/* ---- the set ---- */

static bool make_directory (OutputSet *set, const char *path, GError **error)
{
  if (mkdir (path, 0777) == 0) {
    g_ptr_array_add (set->made, g_strdup (path));
    return true;
  }
  return errno == EEXIST || set_error (error, errno, path, "cannot make this directory");
}

static bool make_directories (OutputSet *set, GError **error)
{
  g_autofree char *path = g_strdup (set->path);
  for (char *slash = path + 1; path[0] != '\0' && (slash = strchr (slash, '/')) != NULL; slash++) {
    *slash = '\0';
    if (!make_directory (set, path, error)) {
      return false;
    }
    *slash = '/';
  }
  return make_directory (set, path, error);
}

static bool open_directory (OutputSet *set, GError **error)
{
  set->directory = open (set->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (set->directory < 0) {
    return set_error (error, errno, set->path, "cannot write files there");
  }
  /* A file system without locks is accepted: the user must keep runs apart there. */
  if (flock (set->directory, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                 "%s: another run is writing its files there; choose another directory", set->path);
    return false;
  }
  return true;
}

OutputSet *output_set_new (const char *directory, GError **error)
{
  OutputSet *set = g_new0 (OutputSet, 1);
  set->path = g_strdup (directory);
  set->directory = -1;
  set->made = g_ptr_array_new_with_free_func (g_free);
  set->files = g_ptr_array_new_with_free_func (file_free);
  if (!make_directories (set, error) || !open_directory (set, error)) {
    output_set_free (set);
    return NULL;
  }
  return set;
}

static void give_up (OutputSet *set)
{
  for (size_t i = 0; i < set->files->len; i++) {
    OutputFile *file = g_ptr_array_index (set->files, i);
    if (!file->is_named) {
      unlinkat (set->directory, file->part, 0);
    }
  }
  for (size_t i = set->made->len; i > 0; i--) {
    rmdir (g_ptr_array_index (set->made, i - 1));
  }
}

void output_set_free (OutputSet *set)
{
  if (set == NULL) {
    return;
  }
  if (!set->is_committed) {
    give_up (set);
  }
  g_ptr_array_free (set->files, TRUE);
  g_ptr_array_free (set->made, TRUE);
  if (set->directory >= 0) {
    close (set->directory);
  }
  g_free (set->path);
  g_free (set);
}

OutputFile *output_set_add (OutputSet *set, const char *name, GError **error)
{
  struct stat status;
  if (fstatat (set->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR (status.st_mode)) {
    set_file_error (error, EISDIR, set, name, "cannot be replaced");
    return NULL;
  }
  g_autofree char *part = g_strconcat (".", name, ".part", NULL);
  int fd = openat (set->directory, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd < 0) {
    set_file_error (error, errno, set, name, "cannot be written");
    return NULL;
  }
  OutputFile *file = g_new0 (OutputFile, 1);
  file->name = g_strdup (name);
  file->part = g_steal_pointer (&part);
  file->fd = fd;
  g_ptr_array_add (set->files, file);
  return file;
}

bool output_set_check (const OutputSet *set, GError **error)
{
  for (size_t i = 0; i < set->files->len; i++) {
    const OutputFile *file = g_ptr_array_index (set->files, i);
    if (file->failed != 0) {
      return set_file_error (error, file->failed, set, file->name, "cannot be written");
    }
  }
  return true;
}

/* Removes the seal of an earlier run: it would vouch for files that are about to be replaced. */
static bool break_seal (OutputSet *set, GError **error)
{
  if (set->files->len < 2) {
    return true;
  }
  const OutputFile *seal = g_ptr_array_index (set->files, set->files->len - 1);
  if (unlinkat (set->directory, seal->name, 0) != 0 && errno != ENOENT) {
    return set_file_error (error, errno, set, seal->name, "cannot be replaced");
  }
  return true;
}

bool output_set_commit (OutputSet *set, GError **error)
{
  for (size_t i = 0; i < set->files->len; i++) {
    file_close (g_ptr_array_index (set->files, i));
  }
  if (!output_set_check (set, error) || !break_seal (set, error)) {
    return false;
  }
  for (size_t i = 0; i < set->files->len; i++) {
    OutputFile *file = g_ptr_array_index (set->files, i);
    if (renameat (set->directory, file->part, set->directory, file->name) != 0) {
      return set_file_error (error, errno, set, file->name, "cannot be given its name");
    }
    file->is_named = true;
  }
  set->is_committed = true;
  return true;
}
