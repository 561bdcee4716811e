using System.Text;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests.Tar;

/// <summary>Reads whole archives into memory for comparison.</summary>
internal static class TarReading
{
    internal sealed record Item(TarEntry Entry, byte[] Content)
    {
        public string Path => Text(Entry.Path);

        public string Link => Text(Entry.LinkTarget);

        public string Xattr(string name) => Text(Entry.Xattrs.Single(x => Text(x.Name) == name).Value);
    }

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    public static List<Item> ReadAll(Stream stream)
    {
        var reader = new TarReader(stream);
        List<Item> items = [];
        while (reader.TryReadEntry(out TarEntry? entry))
        {
            byte[] content = new byte[entry.SizeBytes];
            Assert.Equal(content.Length, reader.ReadContent(content));
            items.Add(new Item(entry, content));
        }

        return items;
    }

    public static List<Item> ReadAll(byte[] archive) => ReadAll(new MemoryStream(archive));

    /// <summary>As <see cref="ReadAll(byte[])"/>, but through segments, so that holes are the zeros nobody wrote.</summary>
    public static List<Item> ReadAllBySegments(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        List<Item> items = [];
        while (reader.TryReadEntry(out TarEntry? entry))
        {
            byte[] content = new byte[entry.SizeBytes];
            while (reader.TryReadSegment(out long offset, out ReadOnlySpan<byte> data)) data.CopyTo(content.AsSpan((int)offset));
            items.Add(new Item(entry, content));
        }

        return items;
    }
}
