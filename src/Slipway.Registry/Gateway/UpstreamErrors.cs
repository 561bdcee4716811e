using System.Text.Json;
using Slipway.Oci;
using Slipway.Registry.Errors;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Gateway;

/// <summary>
/// What clients are told of the upstream's failures: a code of the closed list and a sentence of ours. Its own messages and details name stored
/// repositories; of them only digests go on.
/// </summary>
internal static class UpstreamErrors
{
    private const int MaxDigests = 8;
    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 16 };

    private static readonly Dictionary<string, RegistryErrorCode> _codes = new(StringComparer.Ordinal)
    {
        ["BLOB_UNKNOWN"] = RegistryErrorCode.BlobUnknown,
        ["BLOB_UPLOAD_UNKNOWN"] = RegistryErrorCode.BlobUploadUnknown,
        ["DIGEST_INVALID"] = RegistryErrorCode.DigestInvalid,
        ["MANIFEST_BLOB_UNKNOWN"] = RegistryErrorCode.ManifestBlobUnknown,
        ["MANIFEST_INVALID"] = RegistryErrorCode.ManifestInvalid,
        ["MANIFEST_UNKNOWN"] = RegistryErrorCode.ManifestUnknown,
        ["NAME_UNKNOWN"] = RegistryErrorCode.NameUnknown,
        ["SIZE_INVALID"] = RegistryErrorCode.SizeInvalid,
        ["UNSUPPORTED"] = RegistryErrorCode.Unsupported,
        ["RANGE_INVALID"] = RegistryErrorCode.RangeInvalid,
        ["TAG_INVALID"] = RegistryErrorCode.TagInvalid,
    };

    /// <summary>An upload that is not there, or not the caller's: never told apart.</summary>
    public static RegistryException UnknownUpload() => new(RegistryErrorCode.BlobUploadUnknown, Sentence(RegistryErrorCode.BlobUploadUnknown));

    /// <summary>The error for a 4xx of the upstream on <paramref name="route"/>.</summary>
    /// <param name="body">Its body; empty for none.</param>
    public static RegistryError Translate(int status, ReadOnlyMemory<byte> body, RegistryRoute route)
    {
        var digests = new List<Digest>();
        var code = ReadCode(body, digests) is { } wire && _codes.TryGetValue(wire, out var known) && Fits(known, status)
            ? known
            : Guess(status, route);
        var sentence = Sentence(code);
        return new RegistryError(code, code == RegistryErrorCode.ManifestBlobUnknown && digests.Count > 0 ? $"{sentence}: {string.Join(", ", digests)}" : sentence);
    }

    // distribution 2 answers 404 for a manifest's missing blobs, and version 3 a 400: both are meant.
    private static bool Fits(RegistryErrorCode code, int status) =>
        code == RegistryErrorCode.ManifestBlobUnknown || new RegistryError(code, "").Status == status || status == 400;

    private static RegistryErrorCode Guess(int status, RegistryRoute route) => (status, route) switch
    {
        (405, _) => RegistryErrorCode.Unsupported,
        (413, _) => RegistryErrorCode.SizeInvalid,
        (416, _) => RegistryErrorCode.RangeInvalid,
        (429, _) => RegistryErrorCode.TooManyRequests,
        (404, RegistryRoute.Manifest) => RegistryErrorCode.ManifestUnknown,
        (404, RegistryRoute.Blob) => RegistryErrorCode.BlobUnknown,
        (404, RegistryRoute.Upload) => RegistryErrorCode.BlobUploadUnknown,
        (404, _) => RegistryErrorCode.NameUnknown,
        (_, RegistryRoute.Manifest) => RegistryErrorCode.ManifestInvalid,
        (_, RegistryRoute.Upload or RegistryRoute.Uploads) => RegistryErrorCode.BlobUploadInvalid,
        _ => RegistryErrorCode.Unsupported,
    };

    private static string Sentence(RegistryErrorCode code) => code switch
    {
        RegistryErrorCode.BlobUnknown => "the repository has no such blob",
        RegistryErrorCode.BlobUploadUnknown => "there is no such upload; start again",
        RegistryErrorCode.BlobUploadInvalid => "the upload does not go on like this",
        RegistryErrorCode.DigestInvalid => "the digest is not that of what was sent",
        RegistryErrorCode.ManifestBlobUnknown => "blobs or manifests that the manifest names are not in the repository",
        RegistryErrorCode.ManifestInvalid => "the manifest is not valid",
        RegistryErrorCode.ManifestUnknown => "the repository has no such manifest",
        RegistryErrorCode.NameUnknown => "there is no such repository",
        RegistryErrorCode.SizeInvalid => "the length is not what was said, or more than the registry takes",
        RegistryErrorCode.RangeInvalid => "the range does not follow what has arrived, or is outside the blob",
        RegistryErrorCode.TagInvalid => "the tag is not valid, or not the manifest's",
        RegistryErrorCode.TooManyRequests => "too many requests; try again later",
        _ => "the registry does not do this",
    };

    private static string? ReadCode(ReadOnlyMemory<byte> body, List<Digest> digests)
    {
        try
        {
            using var document = JsonDocument.Parse(body, _json);
            string? code = null;
            foreach (var error in document.RootElement.GetProperty("errors"u8).EnumerateArray())
            {
                code ??= error.GetProperty("code"u8).GetString();
                if (error.TryGetProperty("detail"u8, out var detail))
                    CollectDigests(detail, digests);
            }

            return code;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    // distribution 2.8 has {"detail":DIGEST}, others an object with the digest as a member.
    private static void CollectDigests(JsonElement detail, List<Digest> digests)
    {
        if (detail.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in detail.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String))
                CollectDigests(member.Value, digests);
        }
        else if (detail.ValueKind == JsonValueKind.String && digests.Count < MaxDigests && Digest.TryParse(detail.GetString(), out var digest))
        {
            digests.Add(digest);
        }
    }
}
