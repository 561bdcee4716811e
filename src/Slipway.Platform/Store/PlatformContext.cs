using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Slipway.Platform.Organizations;

namespace Slipway.Platform.Store;

/// <summary>
/// The platform's tables. Deleting an organization deletes its tokens, memberships and repositories with it; deleting a user its tokens and memberships.
/// </summary>
internal sealed class PlatformContext(DbContextOptions<PlatformContext> options) : DbContext(options)
{
    public DbSet<OrganizationRow> Organizations => Set<OrganizationRow>();

    public DbSet<RetiredKeyRow> RetiredKeys => Set<RetiredKeyRow>();

    public DbSet<UserRow> Users => Set<UserRow>();

    public DbSet<MembershipRow> Memberships => Set<MembershipRow>();

    public DbSet<TokenRow> Tokens => Set<TokenRow>();

    public DbSet<RepositoryRow> Repositories => Set<RepositoryRow>();

    // As numbers, so that the database can compare and order them.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondConverter>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<SecondConverter>();
        configurationBuilder.Properties<MemberRole>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrganizationRow>(row =>
        {
            row.ToTable("organizations").HasKey(organization => organization.Key);
            row.HasIndex(organization => organization.Name).IsUnique();
        });
        modelBuilder.Entity<RetiredKeyRow>().ToTable("retired_keys").HasKey(retired => retired.Key);
        modelBuilder.Entity<UserRow>(row =>
        {
            row.ToTable("users").HasKey(user => user.Id);
            row.HasIndex(user => user.Name).IsUnique();
            row.HasOne(user => user.Organization).WithOne().HasForeignKey<UserRow>(user => user.OrganizationKey).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<MembershipRow>(row =>
        {
            row.ToTable("memberships").HasKey(membership => new { membership.OrganizationKey, membership.UserId });
            row.HasOne(membership => membership.Organization).WithMany().HasForeignKey(membership => membership.OrganizationKey);
            row.HasOne(membership => membership.User).WithMany().HasForeignKey(membership => membership.UserId);
        });
        modelBuilder.Entity<TokenRow>(row =>
        {
            row.ToTable("tokens", table => table.HasCheckConstraint("one_owner", "(UserId IS NULL) <> (OrganizationKey IS NULL)")).HasKey(token => token.Id);
            row.HasOne(token => token.Organization).WithMany().HasForeignKey(token => token.OrganizationKey).OnDelete(DeleteBehavior.Cascade);
            row.HasOne(token => token.User).WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<RepositoryRow>(row =>
        {
            row.ToTable("repositories").HasKey(repository => new { repository.OrganizationKey, repository.Name });
            row.HasOne(repository => repository.Organization).WithMany().HasForeignKey(repository => repository.OrganizationKey);
        });
    }

    private sealed class MillisecondConverter()
        : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));

    private sealed class SecondConverter() : ValueConverter<TimeSpan, long>(span => (long)span.TotalSeconds, stored => TimeSpan.FromSeconds(stored));
}
