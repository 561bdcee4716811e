using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Slipway.Linux.Files;
using Slipway.Platform.Store;
using Slipway.Platform.Tokens;

namespace Slipway.Platform.Users;

/// <summary>Makes the user <c>admin</c> in an empty store and leaves its token where only the daemon's own user can read it.</summary>
internal sealed partial class FirstStart(PlatformDatabase database, PlatformOptions options, ILogger<FirstStart> log)
{
    private const string AdminName = "admin";

    /// <summary>
    /// Does nothing when there is any user. The file is written before the user is: killed between the two, the next start begins anew, while the
    /// other way round would leave a platform that nobody can log in to.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isFirst = await database.WriteAsync(
            async context =>
            {
                if (await context.Users.AnyAsync(cancellationToken))
                    return false;
                var now = options.Time.GetUtcNow();
                var admin = await NewUserRow.AddAsync(context, AdminName, isAdministrator: true, options.DefaultLimits, now, cancellationToken);
                var token = NewTokenRow.Add(context, TokenOwner.User(admin.Id), "first start", [TokenScope.Admin], now, expiresAt: null);
                DurableFile.Replace(options.AdminTokenFile, Encoding.ASCII.GetBytes(token.Reveal() + "\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
                return true;
            },
            cancellationToken);
        if (isFirst)
            AdminMade(options.AdminTokenFile);
    }

    [LoggerMessage(3000, LogLevel.Information, "First start: the user admin was made; its token is in {File}. Log in with it and delete the file.")]
    private partial void AdminMade(string file);
}
