using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Small layers that unpack to far more than any host has.</summary>
internal static class Bombs
{
    private const int ZstdBlockBytes = 128 * 1024;

    /// <summary>
    /// One file of so many zeros, as zstd blocks of one repeated byte (RFC 8878, 3.1.1.2): four bytes each for 128 KiB.
    /// </summary>
    public static byte[] Zstd(long zeros)
    {
        using var bomb = new MemoryStream();
        // Magic; frame header: no single segment, no content size, no checksum; a window of 128 KiB (exponent 7).
        bomb.Write([0x28, 0xB5, 0x2F, 0xFD, 0x00, 7 << 3]);
        var header = HeaderOf(zeros);
        WriteBlock(bomb, type: 0, header.Length, isLast: false);
        bomb.Write(header);
        for (var left = zeros; left > 0; left -= ZstdBlockBytes)
        {
            WriteBlock(bomb, type: 1, ZstdBlockBytes, isLast: left <= ZstdBlockBytes);
            bomb.WriteByte(0);
        }

        return bomb.ToArray();
    }

    /// <summary>The same, as gzip members of 16 MiB each.</summary>
    public static byte[] Gzip(long zeros)
    {
        const int MemberBytes = 16 << 20;
        var member = Pack(new byte[MemberBytes]);
        using var bomb = new MemoryStream();
        bomb.Write(Pack(HeaderOf(zeros)));
        for (var left = zeros; left > 0; left -= MemberBytes)
            bomb.Write(member);
        return bomb.ToArray();
    }

    /// <summary>So many empty files, as gzip members of thousands each.</summary>
    public static byte[] Entries(int count)
    {
        const int MemberEntries = 8192;
        var header = HeaderOf(0);
        var member = Pack([.. Enumerable.Repeat(header, MemberEntries).SelectMany(bytes => bytes)]);
        using var bomb = new MemoryStream();
        for (var left = count; left > 0; left -= MemberEntries)
            bomb.Write(member);
        return bomb.ToArray();
    }

    private static void WriteBlock(Stream frame, int type, int size, bool isLast)
    {
        Span<byte> header = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(header, (size << 3) | (type << 1) | (isLast ? 1 : 0));
        frame.Write(header[..3]);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The header block of a file of this size, which is written as GNU tar writes sizes above 8 GiB: big-endian with the top bit set.</summary>
    private static byte[] HeaderOf(long size)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Gnu, leaveOpen: true))
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "zeros"));
        var header = tar.ToArray()[..512];
        var field = header.AsSpan(124, 12);
        field.Clear();
        field[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
        var checksum = header.AsSpan(148, 8);
        checksum.Fill((byte)' ');
        var sum = header.Sum(value => value);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(checksum);
        return header;
    }
}
