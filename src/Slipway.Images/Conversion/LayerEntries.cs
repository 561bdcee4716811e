using Slipway.Filesystems;
using Slipway.Oci.Tar;

namespace Slipway.Images.Conversion;

/// <summary>
/// Reads a layer's tar for the one who applies it: counts each entry, passes over those that no filesystem has and over aufs's bookkeeping, and says of
/// whatever goes wrong in which layer and entry it did. For one layer and one thread.
/// </summary>
/// <param name="layer">The layer's name, for messages.</param>
internal sealed class LayerEntries(ConversionTally tally, string layer)
{
    /// <summary>The path of the entry that is applied.</summary>
    public ReadOnlyMemory<byte>? Current { get; set; }

    /// <summary>Hands out entry by entry and reads the tar to its last byte.</summary>
    /// <param name="apply">Gets each entry with its path, the root's included.</param>
    /// <param name="finish">What is left to do after the last; sets <see cref="Current"/> by itself.</param>
    /// <exception cref="ConversionException">The layer cannot be applied.</exception>
    public void Read(Stream tar, Action<TarReader, TarEntry, EntryPath> apply, Action finish)
    {
        try
        {
            var reader = new TarReader(tar);
            while (reader.TryReadEntry(out TarEntry? entry))
            {
                Current = entry.Path;
                tally.Admit(entry);
                Apply(reader, entry, apply);
                Current = null;
            }

            finish();
        }
        catch (InvalidEntryException error)
        {
            throw new ConversionException(error.Error, layer, Current, error.Message, error);
        }
        catch (FilesystemException error)
        {
            throw new ConversionException(ConversionError.LimitExceeded, layer, Current, error.Message, error);
        }
        catch (Exception error) when (error is TarException or InvalidDataException)
        {
            throw new ConversionException(ConversionError.DamagedLayer, layer, Current, error.Message, error);
        }
    }

    private void Apply(TarReader reader, TarEntry entry, Action<TarReader, TarEntry, EntryPath> apply)
    {
        EntryPath path = EntryPath.Parse(entry.Path);
        if (entry.Type == TarEntryType.Unknown)
            tally.SkippedEntries++;
        else if (path.IsRoot && entry.Type != TarEntryType.Directory)
            throw new InvalidEntryException($"a {entry.Type} would replace the root of the image");
        else if (path.IsRoot || !IsBelowMarker(path))
            apply(reader, entry, path);
    }

    /// <summary>True for the insides of aufs's own directories; those of other markers cannot be.</summary>
    private static bool IsBelowMarker(EntryPath path)
    {
        foreach (ReadOnlyMemory<byte> component in path.Parents)
        {
            switch (WhiteoutName.KindOf(component.Span))
            {
                case WhiteoutKind.Aufs:
                    return true;
                case WhiteoutKind.Name or WhiteoutKind.Opaque:
                    throw new InvalidEntryException("it lies below a whiteout, which is no directory");
            }
        }

        return false;
    }
}
