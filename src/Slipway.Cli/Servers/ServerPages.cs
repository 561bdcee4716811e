using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Servers;

/// <summary>Reads lists that a server gives in pages, to their end.</summary>
internal static class ServerPages
{
    public static Task<List<Organization>> OrganizationsAsync(ServerClient server, CancellationToken cancellationToken) =>
        ReadAsync(server, "/v1/orgs", PlatformJson.Default.OrganizationPage, page => (page.Organizations, page.Next), cancellationToken);

    public static Task<List<Member>> MembersAsync(ServerClient server, string organizationPath, CancellationToken cancellationToken) =>
        ReadAsync(server, $"{organizationPath}/members", PlatformJson.Default.MemberPage, page => (page.Members, page.Next), cancellationToken);

    public static Task<List<User>> UsersAsync(ServerClient server, CancellationToken cancellationToken) =>
        ReadAsync(server, "/v1/users", PlatformJson.Default.UserPage, page => (page.Users, page.Next), cancellationToken);

    public static Task<List<Token>> TokensAsync(ServerClient server, string path, CancellationToken cancellationToken) =>
        ReadAsync(server, path, PlatformJson.Default.TokenPage, page => (page.Tokens, page.Next), cancellationToken);

    public static Task<List<Repository>> RepositoriesAsync(ServerClient server, string organizationPath, CancellationToken cancellationToken) =>
        ReadAsync(server, $"{organizationPath}/repositories", PlatformJson.Default.RepositoryPage, page => (page.Repositories, page.Next), cancellationToken);

    private static async Task<List<TElement>> ReadAsync<TPage, TElement>(
        ServerClient server, string path, JsonTypeInfo<TPage> kind, Func<TPage, (IReadOnlyList<TElement> Elements, string? Next)> read, CancellationToken cancellationToken)
    {
        const string size = "?limit=1000";
        var all = new List<TElement>();
        for (string? last = ""; last is not null;)
        {
            var page = await server.GetAsync($"{path}{size}&last={Uri.EscapeDataString(last)}", kind, cancellationToken);
            (var elements, last) = read(page);
            all.AddRange(elements);
            if (elements.Count == 0)
                break;
        }

        return all;
    }
}
