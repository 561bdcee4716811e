namespace Slipway.Oci.Archives;

/// <summary>What a name of an archive stands for: a run of the archive's bytes, or another name.</summary>
internal abstract record TarMember
{
    private TarMember()
    {
    }

    /// <summary>A file's content, in bytes of the uncompressed archive.</summary>
    public sealed record Content(long Offset, long Length) : TarMember;

    /// <summary>A link to another member, as a normalised name.</summary>
    public sealed record Link(string Target) : TarMember;
}
