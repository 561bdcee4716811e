using Slipway.Oci.Registry;

namespace Slipway.Oci.Pushes;

/// <summary>Another repository of the same registry that has the blobs.</summary>
/// <param name="Connection">One whose tokens are good for pulling from there too.</param>
/// <param name="From">The other repository's path.</param>
internal sealed record BlobMount(RegistryConnection Connection, string From);
