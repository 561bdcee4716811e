using Slipway.Oci.Sources;

namespace Slipway.Oci.Layouts;

/// <summary>A layout as a directory.</summary>
internal sealed class LayoutDirectory(string path) : ILayoutFiles
{
    public string Path => path;

    public Task PrepareAsync(CancellationToken cancellationToken) => Directory.Exists(path)
        ? Task.CompletedTask
        : throw new OciException(OciErrorCode.NotFound, File.Exists(path)
            ? $"{path} is a file, not a layout directory; if it is an archive, write oci-archive:{path} or docker-archive:{path}."
            : $"there is no directory {path}.");

    public FileRangeStream? Open(string name)
    {
        var file = SourceFile.TryOpen(System.IO.Path.Combine(path, name));
        return file is null ? null : new FileRangeStream(file, offset: 0, RandomAccess.GetLength(file), owned: file);
    }

    public void Dispose()
    {
    }
}
