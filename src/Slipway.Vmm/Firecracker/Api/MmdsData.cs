using System.Text.Json;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>What the metadata service answers: any JSON object, at most 51200 bytes.</summary>
internal static class MmdsData
{
    public static FirecrackerQuery<JsonElement> Query { get; } = new("/mmds", FirecrackerJson.Default.JsonElement);

    /// <summary>Replaces all of it.</summary>
    public static FirecrackerCall Put(JsonElement data) => FirecrackerCall.Put("/mmds", data, FirecrackerJson.Default.JsonElement);

    /// <summary>Lays members over it (RFC 7396).</summary>
    public static FirecrackerCall Patch(JsonElement data) => FirecrackerCall.Patch("/mmds", data, FirecrackerJson.Default.JsonElement);
}
