namespace Slipway.Filesystems.Tree;

/// <summary>
/// Every directory entry of the tree in one chained hash table keyed by (directory, name), so that a lookup costs the same in a
/// directory of ten and of a million. The hash is seeded anew in each process: nobody can prepare names that collide. Order never
/// comes from the hash but from each directory's own list, so output is deterministic. Index 0 means none.
/// </summary>
internal sealed class EntryTable
{
    private readonly ChunkedArray<DirectoryEntry> _entries = new();
    private readonly InodeTable _inodes;
    private readonly ByteSlab _names;
    private uint[] _buckets = new uint[1024];
    private uint _used;
    private uint _free;

    public EntryTable(InodeTable inodes, ByteSlab names)
    {
        _inodes = inodes;
        _names = names;
        _entries.Add();
    }

    public ref DirectoryEntry this[uint index] => ref _entries[index];

    public ReadOnlySpan<byte> NameOf(in DirectoryEntry entry) => _names.Span(entry.Name, entry.NameLength);

    public ReadOnlyMemory<byte> NameMemoryOf(in DirectoryEntry entry) => _names.Get(entry.Name, entry.NameLength);

    /// <summary>The index of the entry, 0 when there is none.</summary>
    public uint Find(uint parent, ReadOnlySpan<byte> name) => Find(parent, name, HashOf(parent, name));

    /// <summary>Adds an entry that is known to be absent and appends it to its directory's list.</summary>
    public void Add(uint parent, ReadOnlySpan<byte> name, uint child)
    {
        if (_used >= _buckets.Length)
            Grow();
        var index = _free;
        if (index != 0)
            _free = _entries[index].NextInBucket;
        else
            index = _entries.Add();
        _used++;
        ref var entry = ref _entries[index];
        entry = new DirectoryEntry
        {
            Hash = HashOf(parent, name),
            Parent = parent,
            Child = child,
            Name = _names.Add(name),
            NameLength = (byte)name.Length,
        };
        ref var bucket = ref BucketOf(entry.Hash);
        entry.NextInBucket = bucket;
        bucket = index;
        AppendToDirectory(index, ref entry);
    }

    public void Remove(uint index)
    {
        ref var entry = ref _entries[index];
        ref var link = ref BucketOf(entry.Hash);
        while (link != index)
            link = ref _entries[link].NextInBucket;
        link = entry.NextInBucket;

        ref var directory = ref _inodes[entry.Parent];
        if (entry.Previous == 0)
            directory.FirstEntry = entry.Next;
        else
            _entries[entry.Previous].Next = entry.Next;
        if (entry.Next == 0)
            directory.LastEntry = entry.Previous;
        else
            _entries[entry.Next].Previous = entry.Previous;

        entry = new DirectoryEntry { NextInBucket = _free };
        _free = index;
        _used--;
    }

    private void AppendToDirectory(uint index, ref DirectoryEntry entry)
    {
        ref var directory = ref _inodes[entry.Parent];
        entry.Previous = directory.LastEntry;
        if (directory.LastEntry == 0)
            directory.FirstEntry = index;
        else
            _entries[directory.LastEntry].Next = index;
        directory.LastEntry = index;
    }

    private uint Find(uint parent, ReadOnlySpan<byte> name, uint hash)
    {
        for (var index = BucketOf(hash); index != 0; index = _entries[index].NextInBucket)
        {
            ref var entry = ref _entries[index];
            if (entry.Hash == hash && entry.Parent == parent && NameOf(entry).SequenceEqual(name))
                return index;
        }

        return 0;
    }

    private ref uint BucketOf(uint hash) => ref _buckets[hash & (uint)(_buckets.Length - 1)];

    private void Grow()
    {
        _buckets = new uint[_buckets.Length * 2];
        for (var index = 1u; index < _entries.Count; index++)
        {
            ref var entry = ref _entries[index];
            if (entry.NameLength == 0)
                continue;
            ref var bucket = ref BucketOf(entry.Hash);
            entry.NextInBucket = bucket;
            bucket = index;
        }
    }

    private static uint HashOf(uint parent, ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.Add(parent);
        hash.AddBytes(name);
        return (uint)hash.ToHashCode();
    }
}
