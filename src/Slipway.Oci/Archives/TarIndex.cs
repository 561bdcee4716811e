using System.Diagnostics.CodeAnalysis;
using System.Text;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Archives;

/// <summary>
/// The members of an archive by name, read in one pass over its headers. Names exist only here, never on a file system, and links are
/// resolved only here (old <c>docker save</c> shares layers by symbolic links), so <c>..</c> leads nowhere but the archive's root.
/// </summary>
internal sealed class TarIndex
{
    private const int MaxMembers = 64 * 1024;
    private const int MaxNameBytes = 1024;
    private const int MaxLinks = 8;

    private readonly Dictionary<string, TarMember> _members = new(StringComparer.Ordinal);

    private TarIndex()
    {
    }

    /// <summary>Reads the archive to its end; <paramref name="path"/> stands in messages.</summary>
    public static TarIndex Read(Stream archive, string path, CancellationToken cancellationToken)
    {
        var index = new TarIndex();
        var reader = new TarReader(archive);
        while (reader.TryReadEntry(out var entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            index.Add(entry, path);
        }

        return index;
    }

    /// <summary>Finds a file's content through links; false when there is none of that name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out TarMember.Content? content)
    {
        content = null;
        var current = Normalise("", name);
        for (var links = 0; links <= MaxLinks && _members.TryGetValue(current, out var member); links++)
        {
            if (member is TarMember.Link link)
            {
                current = link.Target;
                continue;
            }

            content = (TarMember.Content)member;
            return true;
        }

        return false;
    }

    private void Add(TarEntry entry, string path)
    {
        TarMember? member = entry.Type switch
        {
            TarEntryType.Regular when entry.Path.Length <= MaxNameBytes => ContentOf(entry, path),
            TarEntryType.SymbolicLink when entry.LinkTarget.Length <= MaxNameBytes => new TarMember.Link(Normalise(DirectoryOf(Text(entry.Path)), Text(entry.LinkTarget))),
            TarEntryType.HardLink when entry.LinkTarget.Length <= MaxNameBytes => new TarMember.Link(Normalise("", Text(entry.LinkTarget))),
            _ => null,
        };
        if (member is null)
            return;

        _members[Normalise("", Text(entry.Path))] = member;
        if (_members.Count > MaxMembers)
            throw new OciException(OciErrorCode.TooLarge, $"{path} has more than {MaxMembers} members; an archive of images has a few per layer.");
    }

    private static TarMember.Content ContentOf(TarEntry entry, string path) => entry.IsSparse
        ? throw new OciException(OciErrorCode.Unsupported, $"{path} stores {Excerpt.Of(Text(entry.Path))} as a sparse file; pack the archive again without --sparse.")
        : new TarMember.Content(entry.ContentOffset, entry.SizeBytes);

    private static string Text(ReadOnlyMemory<byte> name) => Encoding.UTF8.GetString(name.Span);

    private static string DirectoryOf(string name)
    {
        var slash = name.LastIndexOf('/');
        return slash < 0 ? "" : name[..slash];
    }

    /// <summary><c>a/./b/../c</c> is <c>a/c</c>; nothing is above the root.</summary>
    private static string Normalise(string directory, string name)
    {
        var parts = new List<string>();
        foreach (var part in (name.StartsWith('/') ? name : $"{directory}/{name}").Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }
}
