using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Containerd.Tests.Daemon;

/// <summary>
/// A small image that umoci makes, of three layers: files, then changes, deletions and an opaque directory, then what is not a plain file, and
/// a file where a directory was. <see cref="Tree"/> tells what is in an unpacked one.
/// </summary>
internal sealed class TestImage : IAsyncDisposable
{
    private const string Script = """
        umask 022
        mkdir -p "$1/work"; cd "$1/work"
        umoci init --layout ../layout; umoci new --image ../layout:latest
        layer() { tar -C tree --xattrs --numeric-owner --owner="$1" --group="$1" --sort=name -cf layer.tar .; umoci raw add-layer --image ../layout:latest layer.tar; rm -rf tree; }
        mkdir -p tree/etc tree/gone tree/opaque tree/replaced; echo x > tree/replaced/x; echo one > tree/etc/one; echo "$2" > tree/etc/two; echo old > tree/opaque/old
        echo x > tree/gone/x; seq 1 100000 > tree/numbers; layer 0
        mkdir -p tree/etc tree/opaque; echo changed > tree/etc/one; touch tree/etc/.wh.two tree/.wh.gone tree/opaque/.wh..wh..opq; echo new > tree/opaque/new; layer 1000
        mkdir -p tree/odd; echo file > tree/replaced; echo linked > tree/odd/a; ln tree/odd/a tree/odd/b; ln -s ../etc/one tree/odd/symlink
        mkfifo tree/odd/fifo; chmod 6755 tree/odd/a; setfattr -n user.note -v text tree/odd/a; layer 0
        rm -rf "$1/work"
        """;

    private TestImage(string layout, IImageSource source, ResolvedImage resolved)
    {
        Layout = layout;
        Source = source;
        Resolved = resolved;
    }

    public string Layout { get; }

    public IImageSource Source { get; }

    public ResolvedImage Resolved { get; }

    /// <param name="directory">Gets the layout.</param>
    /// <param name="content">Makes its first layer, and so every snapshot, differ from that of other images.</param>
    public static async Task<TestImage> MakeAsync(string directory, string content = "two")
    {
        Tool.Require("umoci", "setfattr");
        await Shell.RunAsync(Script, directory, content);
        var source = ImageSources.Open($"oci:{directory}/layout:latest", ImageSourceOptions.Default);
        return new TestImage($"{directory}/layout", source, await source.ResolveAsync(Platform.Current, TestContext.Current.CancellationToken));
    }

    /// <summary>Every name below a directory with what it is, and every file's bytes.</summary>
    public static Task<string> Tree(string directory) => Shell.RunAsync(
        """
        cd "$1"
        find . -mindepth 1 -type d -printf '%P %y %m %U %G\n' -o -mindepth 1 -printf '%P %y %m %U %G %n %s %l %T@\n' | sort
        find . -type f -print0 | sort -z | xargs -0 sha256sum
        getfattr --recursive --dump --match - . 2>/dev/null | grep -v overlay || true
        """,
        directory);

    /// <summary>The same by umoci's reading of the layers.</summary>
    public async Task<string> UnpackedTreeAsync(string directory)
    {
        await Shell.RunAsync("""umoci unpack --image "$1:latest" "$2" """, Layout, directory);
        return await Tree(directory + "/rootfs");
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
