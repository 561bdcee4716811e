using System.Globalization;
using System.Text;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// Writes a cpio archive in the "newc" format, the one the kernel unpacks as an initramfs
/// (Linux, Documentation/driver-api/early-userspace/buffer-format.rst; cpio(5)).
/// </summary>
/// <remarks>
/// <code>
///  bytes  field        all numbers are 8 upper-case hexadecimal digits
///  0..5   magic        "070701"
///  6      ino          unique, here a counter          62  devmajor (0)
///  14     mode         file type and permissions       70  devminor (0)
///  22     uid          0                               78  rdevmajor
///  30     gid          0                               86  rdevminor
///  38     nlink        1                               94  namesize, with the closing NUL
///  46     mtime        0, so that equal input gives    102 check (0)
///  54     filesize     equal bytes
///  110    name, NUL, padding to a multiple of 4 counted from the header, data, padding to a multiple of 4
///  the archive ends with an entry named "TRAILER!!!"
/// </code>
/// The same entries in the same order give the same bytes. Not thread safe; the stream stays the caller's.
/// </remarks>
internal sealed class CpioWriter(Stream output)
{
    private const int HeaderBytes = 110;
    private const uint DirectoryType = 0x4000;
    private const uint CharacterDeviceType = 0x2000;
    private const uint RegularFileType = 0x8000;

    private uint _nextInode = 1;

    /// <summary>Adds a directory. Parents come first, or the kernel drops the children.</summary>
    public void AddDirectory(string path, uint permissions) => WriteEntry(path, DirectoryType | permissions, [], 0, 0);

    /// <summary>Adds a character device.</summary>
    public void AddCharacterDevice(string path, uint permissions, uint major, uint minor) =>
        WriteEntry(path, CharacterDeviceType | permissions, [], major, minor);

    /// <summary>Adds a regular file with its whole content.</summary>
    public void AddFile(string path, uint permissions, ReadOnlySpan<byte> content) =>
        WriteEntry(path, RegularFileType | permissions, content, 0, 0);

    /// <summary>Ends the archive. Nothing may be added afterwards.</summary>
    public void Finish()
    {
        _nextInode = 0;
        WriteEntry("TRAILER!!!", 0, [], 0, 0);
    }

    private void WriteEntry(string path, uint mode, ReadOnlySpan<byte> content, uint deviceMajor, uint deviceMinor)
    {
        var name = Encoding.UTF8.GetBytes(path);
        var header = new StringBuilder("070701", HeaderBytes);
        ReadOnlySpan<uint> fields =
        [
            _nextInode++, mode, 0, 0, 1, 0, (uint)content.Length, 0, 0, deviceMajor, deviceMinor, (uint)name.Length + 1, 0,
        ];
        foreach (var field in fields)
            header.Append(field.ToString("X8", CultureInfo.InvariantCulture));
        output.Write(Encoding.ASCII.GetBytes(header.ToString()));
        output.Write(name);
        output.WriteByte(0);
        Pad(HeaderBytes + name.Length + 1);
        output.Write(content);
        Pad(content.Length);
    }

    private void Pad(int written)
    {
        ReadOnlySpan<byte> zeros = [0, 0, 0];
        output.Write(zeros[..(-written & 3)]);
    }
}
