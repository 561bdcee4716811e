using Slipway.Oci.Sources;

namespace Slipway.Oci.Layouts;

/// <summary>The files of an OCI image layout, in a directory or in a tar. Prepared once, then read by several threads.</summary>
internal interface ILayoutFiles : IDisposable
{
    /// <summary>Where they are, for messages.</summary>
    string Path { get; }

    /// <summary>Makes the files known. Errors: <see cref="OciErrorCode.NotFound"/> and what a broken archive brings.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Opens a file by its name in the layout, such as <c>index.json</c>; null when there is none. The caller disposes.</summary>
    FileRangeStream? Open(string name);
}
