using System.Collections.Concurrent;
using Slipway.Registry.Errors;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Distribution;

/// <summary>
/// Counts the bytes of manifests, and of lists of them, that are in memory because a client of an organization sends or reads them, as slowly as it likes: ten
/// thousand connections that read nothing of 4 MiB each would be 40 GB. Thread safe.
/// </summary>
/// <param name="maxBytes">Most bytes of one organization.</param>
internal sealed class ManifestMemory(long maxBytes)
{
    /// <summary>Answers up to here are not counted: the web server's own buffer takes them at once.</summary>
    private const int FreeBytes = 64 * 1024;

    private readonly ConcurrentDictionary<string, UploadBudget> _organizations = new(StringComparer.Ordinal);

    /// <summary>Takes room for what a client sends. Errors: <see cref="RegistryErrorCode.TooManyRequests"/>; then nothing was taken.</summary>
    public void Take(string organizationKey, long bytes)
    {
        if (!_organizations.GetOrAdd(organizationKey, static _ => new UploadBudget()).TryTake(bytes, maxBytes))
        {
            throw new RegistryException(
                RegistryErrorCode.TooManyRequests, $"the manifests that are on their way to and from the organization have more than {maxBytes} bytes together; try again in a moment.");
        }
    }

    /// <summary>Gives room back.</summary>
    public void Return(string organizationKey, long bytes) => _organizations[organizationKey].TryTake(-bytes, null);

    /// <summary>Takes room for an answer until the reservation is disposed; null for one that needs none. Errors: as <see cref="Take"/>.</summary>
    public IDisposable? Reserve(string organizationKey, long bytes)
    {
        if (bytes <= FreeBytes)
            return null;
        Take(organizationKey, bytes);
        return new Reservation(this, organizationKey, bytes);
    }

    private sealed class Reservation(ManifestMemory memory, string organizationKey, long bytes) : IDisposable
    {
        public void Dispose() => memory.Return(organizationKey, bytes);
    }
}
