using System.Security.Cryptography;
using Slipway.Registry.Names;

namespace Slipway.Platform.Organizations;

/// <summary>Makes the keys that stand for organizations in stored names (<see cref="StoredName"/>).</summary>
internal static class OrganizationKey
{
    public static string Create() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", StoredName.KeyLength);
}
