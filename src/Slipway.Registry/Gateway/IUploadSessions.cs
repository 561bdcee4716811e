using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Gateway;

/// <summary>
/// Gives clients names for the upstream's uploads which say nothing of the stored name, and which are good only for the repository and the subject
/// that they were made for. Thread safe.
/// </summary>
internal interface IUploadSessions
{
    /// <summary>What stands after <c>/blobs/uploads/</c> in a client's URL; null when the upstream's session is not as expected.</summary>
    ClientSession? ToClient(StoredName repository, Caller caller, UpstreamSession session);

    /// <summary>The upstream's session behind a client's; null when it was not made for this repository and subject.</summary>
    /// <param name="handle">Last part of the path.</param>
    /// <param name="state"><c>_state</c> of the query, or null.</param>
    UpstreamSession? ToUpstream(StoredName repository, Caller caller, string handle, string? state);
}
