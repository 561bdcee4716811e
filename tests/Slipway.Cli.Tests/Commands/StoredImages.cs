using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Slipway.Images;
using Slipway.Oci;
using Slipway.Oci.Manifests;

namespace Slipway.Cli.Tests.Commands;

/// <summary>A data directory, image layouts beside it, and the command as it is typed.</summary>
internal sealed class StoredImages : IDisposable
{
    private readonly TemporaryDirectory _directory = new(isInMemory: true);

    public string Data => _directory["data"];

    /// <summary>What SLIPWAY_LAYER_FORMAT is; null: not set.</summary>
    public string? LayerFormat { get; set; }

    public void Dispose() => _directory.Dispose();

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(output, error, TimeProvider.System) { Variable = name => name == LayerFormats.Variable ? LayerFormat : Environment.GetEnvironmentVariable(name) };
        var code = await SlipwayCommand.RunAsync([.. arguments, "--data-dir", Data], context, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Writes a layout of an image and pulls it; returns its name. A layer is one file of so many times its letter.</summary>
    public async Task<string> PullAsync(string name, params (char Letter, int Bytes)[] layers)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(_directory[name], "blobs", "sha256")).FullName;
        var tars = layers.Select(layer => TarOf(layer.Letter, layer.Bytes)).ToList();
        var diffIds = string.Join(",", tars.Select(tar => $"\"{Digest.Of(tar)}\""));
        var config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","author":"{{{name}}}","config":{},"rootfs":{"type":"layers","diff_ids":[{{{diffIds}}}]}}""");
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"{{{MediaType.OciManifest}}}","config":{{{Describe(MediaType.OciConfig, config)}}},"layers":[{{{string.Join(",", tars.Select(tar => Describe(MediaType.OciLayer, tar)))}}}]}""");
        foreach (var blob in tars.Append(config).Append(manifest))
            await File.WriteAllBytesAsync(Path.Combine(blobs, Digest.Of(blob).Hex), blob);
        await File.WriteAllTextAsync(Path.Combine(_directory[name], "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        await File.WriteAllTextAsync(Path.Combine(_directory[name], "index.json"), $$"""{"schemaVersion":2,"manifests":[{{Describe(MediaType.OciManifest, manifest)}}]}""");
        var full = $"oci:{_directory[name]}";
        var (code, _, error) = await RunAsync("image", "pull", full);
        Assert.True(code == 0, error);
        return full;
    }

    private static byte[] TarOf(char letter, int bytes)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var content = new MemoryStream(Encoding.ASCII.GetBytes(new string(letter, bytes)));
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"file-{letter}") { DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch });
        }

        return tar.ToArray();
    }

    private static string Describe(string type, byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{type}}","digest":"{{Digest.Of(bytes)}}","size":{{bytes.Length}}}""");
}
