using System.Text;
using Slipway.Filesystems;
using Slipway.Filesystems.Ext4;

namespace Slipway.HostVm;

/// <summary>Copies files of this host, named relative to a root, into a filesystem. All is owned by root there; nothing is followed.</summary>
internal sealed class FileTree(Ext4Writer writer, string root)
{
    private readonly Dictionary<string, Inode> _directories = new(StringComparer.Ordinal) { [""] = writer.Root };
    private readonly byte[] _buffer = new byte[1 << 20];

    /// <summary>Adds one name, a regular file, a symbolic link or a directory without its content, and the directories above it.</summary>
    public void Add(string path)
    {
        var info = new FileInfo(Path.Combine(root, path));
        if (info.LinkTarget is { } target)
            writer.CreateSymbolicLink(DirectoryOf(path), NameOf(path), Encoding.UTF8.GetBytes(target), AttributesOf(info));
        else if (info.Attributes.HasFlag(FileAttributes.Directory))
            Directory(path);
        else
            AddFile(path, info);
    }

    private void AddFile(string path, FileInfo info)
    {
        using var content = info.OpenRead();
        var file = writer.CreateFile(DirectoryOf(path), NameOf(path), content.Length, AttributesOf(info));
        for (var offset = 0L; offset < content.Length;)
        {
            var read = content.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
            if (read == 0)
                throw new IOException($"{info.FullName} became shorter while it was read");
            writer.WriteContent(file, offset, _buffer.AsSpan(0, read));
            offset += read;
        }
    }

    private Inode DirectoryOf(string path) => Directory(Path.GetDirectoryName(path)!);

    private Inode Directory(string path)
    {
        if (_directories.TryGetValue(path, out var known))
            return known;
        var made = writer.CreateDirectory(DirectoryOf(path), NameOf(path), AttributesOf(new DirectoryInfo(Path.Combine(root, path))));
        return _directories[path] = made;
    }

    private static byte[] NameOf(string path) => Encoding.UTF8.GetBytes(Path.GetFileName(path));

    private static Attributes AttributesOf(FileSystemInfo info) =>
        new(info.LinkTarget is null ? (ushort)info.UnixFileMode : (ushort)0x1FF, 0, 0, new DateTimeOffset(info.LastWriteTimeUtc).ToUnixTimeSeconds(), 0);
}
