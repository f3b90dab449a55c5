"""hash_sources.py ROOT OUTPUT DEPENDENCIES FOLDER... - hashes the sources that a program is built from

Writes OUTPUT, a header with a hash of the names and contents of all sources in the FOLDERs of ROOT, and
DEPENDENCIES, the files that OUTPUT depends on, for ninja.  Leaves OUTPUT unchanged if the hash is the same.
"""
import hashlib
import os
import sys


def list_sources(root, folder):
    folders, sources = [], []
    for path, inner, names in os.walk(os.path.join(root, folder)):
        inner.sort()
        folders.append(path)
        sources += [os.path.join(path, name) for name in sorted(names) if name.endswith(('.c', '.h'))]
    return folders, sources


def main(root, output, dependencies, *names):
    total, seen = hashlib.sha256(), []
    for name in names:
        folders, sources = list_sources(root, name)
        for source in sources:
            with open(source, 'rb') as file:
                content = hashlib.sha256(file.read()).hexdigest()
            total.update(f'{os.path.relpath(source, root)} {content}\n'.encode())
        seen += folders + sources
    text = f'#define TOOL_SOURCES "{total.hexdigest()[:12]}"\n'
    if not os.path.exists(output) or open(output, encoding='utf-8').read() != text:
        with open(output, 'w', encoding='utf-8') as file:
            file.write(text)
    with open(dependencies, 'w', encoding='utf-8') as file:
        file.write(output + ': ' + ' '.join(path.replace(' ', '\\ ') for path in seen) + '\n')


main(*sys.argv[1:])
