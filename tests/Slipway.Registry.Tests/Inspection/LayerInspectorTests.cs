using System.Formats.Tar;
using System.IO.Compression;
using Slipway.Registry.Inspection;

namespace Slipway.Registry.Tests.Inspection;

public sealed class LayerInspectorTests
{
    private static readonly LayerLimits s_small = new(MaxUnpackedBytes: 1 << 20, MaxEntries: 10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layer_WithinLimits_IsMeasured(bool packed)
    {
        var tar = Tar(entries: 3, bytesEach: 1000);
        var measured = Assert.IsType<LayerInspection.Measured>(Inspect(packed ? Gzip(tar) : tar));
        Assert.Equal((tar.Length, 3), (measured.UnpackedBytes, measured.Entries));
    }

    [Fact]
    public void Bomb_ThatNeverEnds_IsRefusedAtTheLimit()
    {
        using var bomb = new EndlessGzip();
        var refused = Assert.IsType<LayerInspection.TooLarge>(LayerInspector.Inspect(bomb, s_small, TestContext.Current.CancellationToken));
        Assert.Equal(s_small.MaxUnpackedBytes, refused.Limit);
    }

    [Fact]
    public void Layer_WithTooManyEntries_IsRefused() =>
        Assert.Equal(s_small.MaxEntries, Assert.IsType<LayerInspection.TooLarge>(Inspect(Tar(entries: 11, bytesEach: 0))).Limit);

    [Fact]
    public void Bytes_ThatAreNoTar_AreOpaque()
    {
        var random = new Random(1);
        for (var length = 0; length < 3000; length += 7)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.True(Inspect(bytes) is LayerInspection.Opaque or LayerInspection.Measured { Entries: 0 });
        }
    }

    [Fact]
    public void Layer_CutAnywhere_NeverFaults()
    {
        var whole = Gzip(Tar(entries: 5, bytesEach: 700));
        for (var length = 0; length < whole.Length; length++)
            Assert.IsType<LayerInspection>(Inspect(whole[..length]), exactMatch: false);
    }

    /// <summary>However small: 4 GiB and 250 000 entries; then in proportion to the blob; never above the limits themselves.</summary>
    [Theory]
    [InlineData(0, 4L << 30, 250_000)]
    [InlineData(1L << 20, 4L << 30, 250_000)]
    [InlineData(100L << 20, 20_971_520_000, 4_000_000)]
    [InlineData(3_000_000, 4L << 30, 375_000)]
    [InlineData(1L << 40, 64L << 30, 4_000_000)]
    [InlineData(long.MaxValue, 64L << 30, 4_000_000)]
    public void Limits_OfABlob_FollowItsLength(long length, long bytes, long entries) =>
        Assert.Equal(new LayerLimits(bytes, entries), LayerLimits.Default.For(length));

    private static LayerInspection Inspect(byte[] blob) => LayerInspector.Inspect(new MemoryStream(blob), s_small, TestContext.Current.CancellationToken);

    private static byte[] Tar(int entries, int bytesEach)
    {
        using var buffer = new MemoryStream();
        using (var writer = new TarWriter(buffer, leaveOpen: true))
        {
            for (var i = 0; i < entries; i++)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"file-{i}") { DataStream = new MemoryStream(new byte[bytesEach]) });
        }

        return buffer.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return buffer.ToArray();
    }

    /// <summary>A tar that announces a file of 8 GiB, and then gzip members of zeros for as long as somebody reads.</summary>
    private sealed class EndlessGzip : Stream
    {
        private readonly byte[] _zeros = Gzip(new byte[1 << 16]);
        private byte[] _member = Gzip(HeaderOf(8L << 30));
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_position == _member.Length)
                (_member, _position) = (_zeros, 0);
            var length = Math.Min(count, _member.Length - _position);
            _member.AsSpan(_position, length).CopyTo(buffer.AsSpan(offset));
            _position += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static byte[] HeaderOf(long size)
        {
            var header = Tar(entries: 1, bytesEach: 1)[..512];
            Assert.Equal((byte)'0', header[156]);
            System.Text.Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(header, 124);
            var sum = header.Select((value, index) => index is >= 148 and < 156 ? 32 : value).Sum(value => value);
            System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
            return header;
        }
    }
}
