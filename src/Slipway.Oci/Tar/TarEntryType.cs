namespace Slipway.Oci.Tar;

/// <summary>What an entry makes. Header kinds (PAX, GNU long names) never surface.</summary>
public enum TarEntryType
{
    /// <summary>Typeflags <c>0</c>, NUL, <c>7</c> (contiguous) and <c>S</c> (GNU sparse).</summary>
    Regular,

    /// <summary>Typeflag <c>1</c>: another name of a file of the merged tree.</summary>
    HardLink,

    /// <summary>Typeflag <c>2</c>.</summary>
    SymbolicLink,

    /// <summary>Typeflag <c>3</c>.</summary>
    CharacterDevice,

    /// <summary>Typeflag <c>4</c>.</summary>
    BlockDevice,

    /// <summary>Typeflag <c>5</c>, or a regular entry whose name ends in a slash (v7 had no directories).</summary>
    Directory,

    /// <summary>Typeflag <c>6</c>.</summary>
    Fifo,

    /// <summary>A vendor's typeflag, see <see cref="TarEntry.TypeFlag"/>; its content is skipped by size.</summary>
    Unknown,
}
