namespace Slipway.Platform.Tokens;

/// <summary>Whose a token is: exactly one of the two is set.</summary>
internal readonly record struct TokenOwner
{
    private TokenOwner(long? userId, string? organizationKey) => (UserId, OrganizationKey) = (userId, organizationKey);

    public long? UserId { get; }

    public string? OrganizationKey { get; }

    public static TokenOwner User(long id) => new(id, null);

    public static TokenOwner Organization(string key) => new(null, key);

    public override string ToString() => UserId is { } id ? $"user:{id}" : $"organization:{OrganizationKey}";
}
