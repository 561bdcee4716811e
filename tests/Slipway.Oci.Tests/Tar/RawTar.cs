using System.Globalization;
using System.Text;

namespace Slipway.Oci.Tests.Tar;

/// <summary>Builds archives byte by byte, also ones no tool would write.</summary>
internal sealed class RawTar
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => _bytes.ToArray();

    public MemoryStream ToStream() => new(ToArray());

    public RawTar Entry(string path, char type = '0', string content = "", string link = "", Action<byte[]>? edit = null, long? size = null) =>
        Entry(path, type, Encoding.Latin1.GetBytes(content), link, edit, size);

    public RawTar Entry(string path, char type, byte[] content, string link = "", Action<byte[]>? edit = null, long? size = null)
    {
        byte[] header = new byte[512];
        Put(header, 0, path);
        Put(header, 100, "0000644\0");
        Put(header, 108, "0000000\0");
        Put(header, 116, "0000000\0");
        Put(header, 124, Convert.ToString(size ?? content.Length, 8).PadLeft(11, '0') + " ");
        Put(header, 136, "00000000000 ");
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, "ustar\000");
        edit?.Invoke(header);
        Put(header, 148, "        ");
        Put(header, 148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        _bytes.AddRange(header);
        return Raw(content).Pad();
    }

    public RawTar Pax(params (string Key, byte[] Value)[] records)
    {
        using var content = new MemoryStream();
        foreach ((string key, byte[] value) in records) content.Write(Record(key, value));
        return Entry("PaxHeaders/x", 'x', content.ToArray());
    }

    public RawTar Pax(params (string Key, string Value)[] records) =>
        Pax([.. records.Select(r => (r.Key, Encoding.Latin1.GetBytes(r.Value)))]);

    public RawTar Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public RawTar End() => Raw(new byte[1024]);

    public static void Put(byte[] block, int offset, string text) => Encoding.Latin1.GetBytes(text).CopyTo(block, offset);

    private static byte[] Record(string key, byte[] value)
    {
        int rest = 1 + Encoding.Latin1.GetByteCount(key) + 1 + value.Length + 1;
        int length = rest + 1;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
            length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
        return [.. Encoding.Latin1.GetBytes($"{length} {key}="), .. value, (byte)'\n'];
    }

    private RawTar Pad() => Raw(new byte[-_bytes.Count & 511]);
}
