using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Uploads;

/// <summary>
/// <c>session.json</c>: what a restarted registry has to know of an upload beside its bytes. Not synced: after a power cut an upload may be gone, and its
/// client begins again.
/// </summary>
/// <param name="Repository">The stored name that the upload is for.</param>
/// <param name="Subject">Whose upload it is.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="Algorithm">What its bytes are hashed with while they come in; the client may still name a digest of the other one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record UploadRecord(
    [property: JsonPropertyName("repository")] string Repository,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("algorithm")] string Algorithm)
{
    /// <summary>Reads a file; null when it is missing or broken, as a kill in the middle of its writing leaves it.</summary>
    public static UploadRecord? Read(string path)
    {
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(path), UploadJsonContext.Default.UploadRecord);
            return record is { Subject: not null, Algorithm: Digest.Sha256 or Digest.Sha512 } && StoredName.TryParse(record.Repository, out _) ? record : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The repository; it was checked when the record was read or made.</summary>
    public StoredName ToStoredName() => StoredName.TryParse(Repository, out var name)
        ? name
        : throw new InvalidOperationException($"an upload's record has the repository '{Repository}', which is no stored name.");

    public void Write(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, UploadJsonContext.Default.UploadRecord));
}
