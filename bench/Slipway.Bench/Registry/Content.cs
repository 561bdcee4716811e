using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Bench.Registry;

/// <summary>What both registries hold before the load begins: an image with a layer of every size, a hundred tags of it, a hundred repositories.</summary>
internal sealed class Content
{
    /// <summary>The repository that everything is read from and pushed to.</summary>
    public const string Repository = "bench/r00";

    public const string Tag = "t00";
    private const int Count = 100;
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly byte[] _config = RandomNumberGenerator.GetBytes(1024);
    private readonly byte[] _small = RandomNumberGenerator.GetBytes(1_000_000);
    private readonly byte[] _medium = RandomNumberGenerator.GetBytes(10_000_000);
    private readonly byte[] _large = RandomNumberGenerator.GetBytes(100_000_000);

    /// <summary>Digest of the 1 KiB blob.</summary>
    public string Config => DigestOf(_config);

    /// <summary>Digest of the blob of 1 MB.</summary>
    public string Small => DigestOf(_small);

    /// <summary>Digest of the blob of 10 MB.</summary>
    public string Medium => DigestOf(_medium);

    /// <summary>Digest of the blob of 100 MB.</summary>
    public string Large => DigestOf(_large);

    /// <summary>Digest of the image.</summary>
    public string Manifest => DigestOf(Image([_small, _medium, _large]));

    /// <summary>Pushes everything.</summary>
    public async Task PushAsync(RegistryTarget target, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = target.Base };
        if (target.Login is { } login)
            client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(login);
        byte[][] layers = [_small, _medium, _large];
        foreach (var blob in (byte[][])[_config, .. layers])
            await PushBlobAsync(client, Repository, blob, cancellationToken);
        for (var i = 0; i < Count; i++)
            await PutAsync(client, $"/v2/{Repository}/manifests/t{i:d2}", Image(layers), ManifestType, cancellationToken);
        for (var i = 1; i < Count; i++)
        {
            await PushBlobAsync(client, $"bench/r{i:d2}", _config, cancellationToken);
            await PutAsync(client, $"/v2/bench/r{i:d2}/manifests/{Tag}", Image([]), ManifestType, cancellationToken);
        }
    }

    private static async Task PushBlobAsync(HttpClient client, string repository, byte[] blob, CancellationToken cancellationToken)
    {
        using var begun = await client.PostAsync(new Uri($"/v2/{repository}/blobs/uploads/", UriKind.Relative), null, cancellationToken);
        begun.EnsureSuccessStatusCode();
        var location = begun.Headers.Location!.OriginalString;
        await PutAsync(client, $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={DigestOf(blob)}", blob, "application/octet-stream", cancellationToken);
    }

    private static async Task PutAsync(HttpClient client, string address, byte[] bytes, string type, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await client.PutAsync(new Uri(address, UriKind.RelativeOrAbsolute), content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"PUT {address} answered {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private byte[] Image(byte[][] layers)
    {
        var list = string.Join(',', layers.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar", layer)));
        return Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{Descriptor("application/vnd.oci.image.config.v1+json", _config)}},"layers":[{{list}}]}""");
    }

    private static string Descriptor(string type, byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{type}}","digest":"{{DigestOf(bytes)}}","size":{{bytes.Length}}}""");

    private static string DigestOf(byte[] bytes) => "sha256:" + System.Convert.ToHexStringLower(SHA256.HashData(bytes));
}
