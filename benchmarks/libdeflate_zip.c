/*
 * How fast can this machine pack a tree at all?
 *
 * The limit that benchmarks/pack.py measures against: two threads that take the next file, read it, take its CRC,
 * deflate it with libdeflate and write it. No ignore rules, no hashes, no checks, no care for files that change.
 *
 *     cc -O2 -pthread libdeflate_zip.c -ldeflate -o libdeflate_zip     (Debian: libdeflate-dev)
 *     ./libdeflate_zip FOLDER app.zip [threads] [level]
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    char *path;
    size_t size;
    uint64_t offset;
    uint32_t crc, packed, mode;
    uint16_t method;
};

static struct file *files;
static size_t count, room, next;
static size_t skip;
static int out, level = 5;
static uint64_t end;
static pthread_mutex_t taking = PTHREAD_MUTEX_INITIALIZER, writing = PTHREAD_MUTEX_INITIALIZER;

static int found(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)where;
    if (kind != FTW_F || !S_ISREG(about->st_mode))
        return 0;
    if (count == room)
        files = realloc(files, (room = room ? 2 * room : 1024) * sizeof *files);
    files[count++] = (struct file){.path = strdup(path), .size = (size_t)about->st_size,
                                   .mode = about->st_mode & 0100 ? 0100755 : 0100644};
    return 0;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct file *)left)->path, ((const struct file *)right)->path);
}

static void put(unsigned char *at, uint64_t value, int bytes)
{
    while (bytes--) {
        *at++ = (unsigned char)value;
        value >>= 8;
    }
}

static size_t local_header(unsigned char *at, const struct file *file)
{
    size_t name = strlen(file->path + skip);
    put(at, 0x04034b50, 4);
    put(at + 4, 20, 2);
    put(at + 6, 0, 2);
    put(at + 8, file->method, 2);
    put(at + 10, 0x00210000, 4);
    put(at + 14, file->crc, 4);
    put(at + 18, file->packed, 4);
    put(at + 22, file->size, 4);
    put(at + 26, name, 2);
    put(at + 28, 0, 2);
    memcpy(at + 30, file->path + skip, name);
    return 30 + name;
}

static void all(int descriptor, const void *data, size_t size, uint64_t offset)
{
    while (size) {
        ssize_t done = pwrite(descriptor, data, size, (off_t)offset);
        if (done <= 0)
            exit(1);
        data = (const char *)data + done;
        size -= (size_t)done;
        offset += (uint64_t)done;
    }
}

static void *work(void *unused)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    unsigned char *raw = NULL, *packed = NULL, header[30 + 4096];
    size_t have = 0;
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&taking);
        size_t number = next++;
        pthread_mutex_unlock(&taking);
        if (number >= count)
            break;
        struct file *file = &files[number];
        if (!have || file->size > have) {
            have = file->size * 2 + 65536;
            free(raw);
            free(packed);
            raw = malloc(have);
            packed = malloc(have);
        }
        int descriptor = open(file->path, O_RDONLY);
        size_t size = 0;
        for (ssize_t part; size < file->size && (part = read(descriptor, raw + size, file->size - size)) > 0;)
            size += (size_t)part;
        close(descriptor);
        file->crc = libdeflate_crc32(0, raw, size);
        size_t less = size ? libdeflate_deflate_compress(compressor, raw, size, packed, size - 1) : 0;
        file->method = less ? 8 : 0;
        file->packed = (uint32_t)(less ? less : size);
        size_t head = local_header(header, file);
        pthread_mutex_lock(&writing);
        file->offset = end;
        end += head + file->packed;
        pthread_mutex_unlock(&writing);
        all(out, header, head, file->offset);
        all(out, less ? packed : raw, file->packed, file->offset + head);
    }
    libdeflate_free_compressor(compressor);
    free(raw);
    free(packed);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    int threads = argc > 3 ? atoi(argv[3]) : 2;
    if (argc > 4)
        level = atoi(argv[4]);
    skip = strlen(argv[1]) + 1;
    if (nftw(argv[1], found, 64, FTW_PHYS))
        return 1;
    qsort(files, count, sizeof *files, by_name);
    if ((out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644)) < 0)
        return 1;
    pthread_t ids[64];
    for (int i = 0; i < threads && i < 64; i++)
        pthread_create(&ids[i], NULL, work, NULL);
    for (int i = 0; i < threads && i < 64; i++)
        pthread_join(ids[i], NULL);

    size_t size = 22;
    for (size_t i = 0; i < count; i++)
        size += 46 + strlen(files[i].path + skip);
    unsigned char *directory = calloc(1, size), *at = directory;
    for (size_t i = 0; i < count; i++) {
        unsigned char header[30 + 4096];
        size_t head = local_header(header, &files[i]);
        put(at, 0x02014b50, 4);
        put(at + 4, 3 << 8 | 20, 2);
        memcpy(at + 6, header + 4, 26);
        put(at + 38, (uint64_t)files[i].mode << 16, 4);
        put(at + 42, files[i].offset, 4);
        memcpy(at + 46, header + 30, head - 30);
        at += 46 + head - 30;
    }
    put(at, 0x06054b50, 4);
    put(at + 8, count, 2);
    put(at + 10, count, 2);
    put(at + 12, size - 22, 4);
    put(at + 16, end, 4);
    all(out, directory, size, end);
    return close(out);
}
