using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>One change that is asked of Firecracker, whole before it is sent (Firecracker's API description, <c>firecracker.yaml</c>, of 1.17).</summary>
/// <param name="Method">PUT makes, PATCH changes.</param>
/// <param name="Path">Begins with a slash; ids in it need no escaping.</param>
/// <param name="Body">JSON.</param>
/// <param name="Since">The first release that takes it.</param>
internal sealed record FirecrackerCall(HttpMethod Method, string Path, ReadOnlyMemory<byte> Body, FirecrackerVersion Since)
{
    /// <summary>Makes a resource, before the machine is started unless the resource says otherwise.</summary>
    public static FirecrackerCall Put<T>(string path, T resource, JsonTypeInfo<T> type, FirecrackerVersion? since = null) =>
        new(HttpMethod.Put, path, JsonSerializer.SerializeToUtf8Bytes(resource, type), since ?? FirecrackerFeatures.Minimum);

    /// <summary>Changes a resource, after the machine was started.</summary>
    public static FirecrackerCall Patch<T>(string path, T change, JsonTypeInfo<T> type, FirecrackerVersion? since = null) =>
        new(HttpMethod.Patch, path, JsonSerializer.SerializeToUtf8Bytes(change, type), since ?? FirecrackerFeatures.Minimum);

    public override string ToString() => $"{Method} {Path}";
}
