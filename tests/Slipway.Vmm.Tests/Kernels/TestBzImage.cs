using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Slipway.Vmm.Tests.Kernels;

/// <summary>Builds bzImages whose payload is packed by the real tools.</summary>
internal static class TestBzImage
{
    public static byte[] Build(byte[] packed, string version = "6.1.0-test", int setupSectors = 2)
    {
        var start = (setupSectors + 1) * 512;
        var image = new byte[start + 16 + packed.Length + 4];
        image[0x1F1] = (byte)setupSectors;
        "HdrS"u8.CopyTo(image.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x206), 0x20F);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x20E), 0x100);
        Encoding.ASCII.GetBytes(version + " (builder) #1 SMP\0").CopyTo(image, 0x300);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(0x248), 16);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(0x24C), (uint)packed.Length + 4);
        packed.CopyTo(image, start + 16);
        return image;
    }

    /// <summary>Packs with gzip (in process), or by the tool of the name with the options the kernel's build uses.</summary>
    public static async Task<byte[]> PackAsync(byte[] data, string method)
    {
        if (method == "gzip")
        {
            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                await gzip.WriteAsync(data);
            return packed.ToArray();
        }
        string[] arguments = method switch
        {
            "lz4" => ["-l", "-c", "-9"],
            "xz" => ["--check=crc32", "-c"],
            _ => ["-q", "-c"],
        };
        return await Tool.FilterAsync(method, arguments, data);
    }
}
