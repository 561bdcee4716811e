using System.Text.Json.Serialization.Metadata;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>One question to Firecracker: a GET whose answer is a <typeparamref name="T"/>.</summary>
/// <param name="Path">Begins with a slash.</param>
/// <param name="Type">How the answer is read. Members that this code does not know are ignored: a newer release may say more.</param>
/// <param name="Since">The first release that answers it.</param>
internal sealed record FirecrackerQuery<T>(string Path, JsonTypeInfo<T> Type, FirecrackerVersion Since)
{
    public FirecrackerQuery(string path, JsonTypeInfo<T> type)
        : this(path, type, FirecrackerFeatures.Minimum)
    {
    }

    public override string ToString() => $"GET {Path}";
}
