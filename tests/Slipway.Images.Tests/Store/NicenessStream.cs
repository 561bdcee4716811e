using System.Globalization;
using Slipway.Oci.Compression;

namespace Slipway.Images.Tests.Store;

/// <summary>Bytes that remember how nice the thread was that first read them.</summary>
internal sealed class NicenessStream : ReadOnlyStream
{
    private MemoryStream _bytes = new();

    public int? Niceness { get; private set; }

    /// <summary>Of the calling thread (proc(5), <c>stat</c>).</summary>
    public static int OfThisThread()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }

    public Stream Of(byte[] bytes)
    {
        _bytes = new MemoryStream(bytes);
        return this;
    }

    public override int Read(Span<byte> buffer)
    {
        Niceness ??= OfThisThread();
        return _bytes.Read(buffer);
    }
}
