using System.Globalization;
using System.Text;
using Slipway.Oci.Tests.Tar;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Builds a layer entry by entry, in any order and with any name. Every entry carries owner, mode, a time with nanoseconds and what xattrs are asked for.</summary>
internal sealed class LayerTar
{
    private readonly RawTar _tar = new();

    public const string DefaultMtime = "1600000000.123456789";

    public LayerTar Dir(string path, int mode = 0x1ED, int owner = 0, string mtime = DefaultMtime, params (string Name, string Value)[] xattrs) =>
        Add(path, '5', "", "", mode, owner, mtime, xattrs);

    public LayerTar File(
        string path, string content = "", int mode = 0x1A4, int owner = 0, string mtime = DefaultMtime, params (string Name, string Value)[] xattrs) =>
        Add(path, '0', content, "", mode, owner, mtime, xattrs);

    public LayerTar Symlink(string path, string target, params (string Name, string Value)[] xattrs) =>
        Add(path, '2', "", target, 0x1FF, 7, DefaultMtime, xattrs);

    public LayerTar HardLink(string path, string target, int mode = 0x1A4, int owner = 0, params (string Name, string Value)[] xattrs) =>
        Add(path, '1', "", target, mode, owner, DefaultMtime, xattrs);

    public LayerTar Fifo(string path) => Add(path, '6', "", "", 0x1B6, 3, DefaultMtime, []);

    public LayerTar Device(string path, char type, int major, int minor) => Add(path, type, "", "", 0x1B0, 6, DefaultMtime, [], major, minor);

    public LayerTar Unknown(string path, char type, string content = "") => Add(path, type, content, "", 0x1A4, 0, DefaultMtime, []);

    public LayerTar Whiteout(string path) => File(path, mode: 0);

    public LayerTar Raw(byte[] bytes)
    {
        _tar.Raw(bytes);
        return this;
    }

    public LayerTar Each<T>(IEnumerable<T> items, Action<LayerTar, T> add)
    {
        foreach (T item in items)
            add(this, item);
        return this;
    }

    public byte[] ToArray() => [.. _tar.ToArray(), .. new byte[1024]];

    private LayerTar Add(
        string path, char type, string content, string link, int mode, int owner, string mtime, (string Name, string Value)[] xattrs, int major = 0, int minor = 0)
    {
        List<(string, byte[])> records = [("mtime", Latin(mtime)), ("path", Latin(path))];
        if (link.Length > 0)
            records.Add(("linkpath", Latin(link)));
        records.AddRange(xattrs.Select(x => ($"SCHILY.xattr.{x.Name}", Latin(x.Value))));
        _tar.Pax([.. records]).Entry("x", type, Latin(content), "", header =>
        {
            RawTar.Put(header, 100, Octal(mode));
            RawTar.Put(header, 108, Octal(owner));
            RawTar.Put(header, 116, Octal(owner * 10));
            RawTar.Put(header, 329, Octal(major));
            RawTar.Put(header, 337, Octal(minor));
        });
        return this;
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static string Octal(int value) => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToString(value, 8).PadLeft(7, '0')}\0");
}
